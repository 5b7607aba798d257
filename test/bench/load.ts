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
    // A server ends a connection that has been idle for five seconds: that may cross with what is sent on it.
    const again = (error: NodeJS.ErrnoException) => sent.reusedSocket && error.code === "ECONNRESET";
    sent.on("error", (error) => (again(error) ? resolve(post(url, given, body)) : reject(error)));
    sent.end(body);
  });
}

/** In how many milliseconds something was there; late: only a word came that the answer follows. */
export type Timed = { milliseconds: number; isLate?: boolean };

/** Somebody asks for the form and, with `submit`, sends it. */
export type Asker = (member: number, email: string) => Promise<Timed & { submit: () => Promise<Timed> }>;

/** From and to, in microseconds of the machine's steady clock, which is the same in every process. */
export type Span = { from: number; to: number };

export type Measured = { latencies: number[]; late: number; spans: Span[] };

/** Does `work` for each item, so many at a time. */
export async function inParallel<T>(
  items: readonly T[],
  most: number,
  work: (item: T) => Promise<Timed>,
): Promise<Measured> {
  const done: Timed[] = [];
  const left = items.values();
  const from = microseconds();
  const one = async () => {
    for (const item of left) done.push(await work(item));
  };
  await Promise.all(Array.from({ length: most }, one));
  const spans = [{ from, to: microseconds() }];
  const latencies = done.map(({ milliseconds }) => milliseconds);
  return { latencies, late: done.filter(({ isLate }) => isLate).length, spans };
}

const microseconds = () => Number(process.hrtime.bigint() / 1000n);

export function joined(rounds: readonly Measured[]): Measured {
  return {
    latencies: rounds.flatMap(({ latencies }) => latencies),
    late: rounds.reduce((sum, { late }) => sum + late, 0),
    spans: rounds.flatMap(({ spans }) => spans),
  };
}

export function perSecond({ latencies, spans }: Measured): number {
  return latencies.length / (spans.reduce((sum, { from, to }) => sum + to - from, 0) / 1e6);
}
