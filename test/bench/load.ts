import { Agent, request } from "node:http";

const agent = new Agent({ keepAlive: true, maxSockets: 50 });

/** Sends something to the app; resolves with the answer's body. */
export async function post(url: string, given: Record<string, string>, body: string): Promise<string> {
  const headers = { ...given, "Content-Length": Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: "POST", agent, headers }, (response) => {
      let said = "";
      response.on("data", (chunk) => {
        said += chunk;
      });
      response.on("end", () =>
        response.statusCode === 200 ? resolve(said) : reject(new Error(`answer ${response.statusCode}`)),
      );
    });
    sent.on("error", reject).end(body);
  });
}

/** In how many milliseconds something was there; late: only a word came that the answer follows. */
export type Timed = { milliseconds: number; isLate?: boolean };

/** Somebody asks for the form and, with `submit`, sends it. */
export type Asker = (member: number, email: string) => Promise<Timed & { submit: () => Promise<Timed> }>;

export type Measured = { latencies: number[]; late: number; seconds: number };

/** Does `work` for each item, so many at a time. */
export async function inParallel<T>(
  items: readonly T[],
  most: number,
  work: (item: T) => Promise<Timed>,
): Promise<Measured> {
  const done: Timed[] = [];
  const left = items.values();
  const began = performance.now();
  const one = async () => {
    for (const item of left) done.push(await work(item));
  };
  await Promise.all(Array.from({ length: most }, one));
  const seconds = (performance.now() - began) / 1000;
  const latencies = done.map(({ milliseconds }) => milliseconds);
  return { latencies, late: done.filter(({ isLate }) => isLate).length, seconds };
}

export function joined(rounds: readonly Measured[]): Measured {
  return {
    latencies: rounds.flatMap(({ latencies }) => latencies),
    late: rounds.reduce((sum, { late }) => sum + late, 0),
    seconds: rounds.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

export function perSecond({ latencies, seconds }: Measured): number {
  return latencies.length / seconds;
}
