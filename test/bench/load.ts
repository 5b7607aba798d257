import { createHmac } from "node:crypto";
import { Agent, request } from "node:http";
import { SIGNING_SECRET } from "./sink.ts";

const agent = new Agent({ keepAlive: true, maxSockets: 50 });

/** Sends a form to the app as Slack does, signed; resolves with the answer's body. */
export async function post(url: string, form: Record<string, string>): Promise<string> {
  const body = new URLSearchParams(form).toString();
  const time = String(Math.floor(Date.now() / 1000));
  const signature = createHmac("sha256", SIGNING_SECRET).update(`v0:${time}:${body}`).digest("hex");
  const headers = {
    "Content-Type": "application/x-www-form-urlencoded",
    "Content-Length": Buffer.byteLength(body),
    "X-Slack-Request-Timestamp": time,
    "X-Slack-Signature": `v0=${signature}`,
  };
  return new Promise((resolve, reject) => {
    const sent = request(`${url}/slack/events`, { method: "POST", agent, headers }, (response) => {
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

export type Measured = { latencies: number[]; seconds: number };

/** Does `work` for each item, so many at a time; `work` resolves with its latency in milliseconds. */
export async function inParallel<T>(
  items: readonly T[],
  most: number,
  work: (item: T) => Promise<number>,
): Promise<Measured> {
  const latencies: number[] = [];
  const left = items.values();
  const began = performance.now();
  const one = async () => {
    for (const item of left) latencies.push(await work(item));
  };
  await Promise.all(Array.from({ length: most }, one));
  return { latencies, seconds: (performance.now() - began) / 1000 };
}

export function joined(rounds: readonly Measured[]): Measured {
  return {
    latencies: rounds.flatMap(({ latencies }) => latencies),
    seconds: rounds.reduce((sum, { seconds }) => sum + seconds, 0),
  };
}

export function perSecond({ latencies, seconds }: Measured): number {
  return latencies.length / seconds;
}
