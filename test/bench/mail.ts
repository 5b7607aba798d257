import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { SMTPServer } from "smtp-server";
import { atMost, type Figure, ms, p50, p95 } from "./figures.ts";
import { ADMINISTRATORS, emailOf } from "./seed.ts";
import type { Running } from "./servers.ts";
import type { Sink } from "./sink.ts";
import { submitInvite, typeInvite } from "./slack.ts";

const QUIET_MS = 500;
const PATIENCE_MS = 60_000;
const WARM_UP = 3;

/** A mail server on loopback that takes everything and notes when a mail for somebody was complete. */
export async function startMailServer() {
  const waiting = new Map<string, (at: number) => void>();
  let received = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    onData(stream, session, done) {
      stream.on("end", () => {
        received += 1;
        for (const { address } of session.envelope.rcptTo) waiting.get(address)?.(performance.now());
        done();
      });
      stream.resume();
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    /**
     * Expects so many mails from now on. What is returned waits for them and for the job's end after the last one, so
     * that one load is over before the next begins. Rejects after a minute.
     */
    expect(count: number): () => Promise<void> {
      const all = received + count;
      return async () => {
        for (const until = Date.now() + PATIENCE_MS; received < all; await sleep(20))
          if (Date.now() > until) throw new Error(`${all - received} of ${count} mails did not come`);
        await sleep(QUIET_MS);
      };
    },
    arrived: (to: string) => new Promise<number>((resolve) => waiting.set(to, resolve)),
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

export type MailServer = Awaited<ReturnType<typeof startMailServer>>;

/** One at a time: from sending the submit, which is before its commit, until the code's mail has left in full. */
export async function commitToMail(
  label: string,
  { slack, mail }: { slack: Sink; mail: MailServer },
  { product, most }: { product: Running; most: number },
): Promise<Figure> {
  const took: number[] = [];
  for (let i = 0; i < most + WARM_UP; i += 1) {
    const member = ADMINISTRATORS + 1 + i;
    const { modal } = await typeInvite(product.url, slack, member, `late${i}@example.org`);
    const arrived = mail.arrived(emailOf(member));
    const began = performance.now();
    await submitInvite(product.url, modal);
    const milliseconds = (await arrived) - began;
    if (i >= WARM_UP) took.push(milliseconds);
  }
  return atMost(`${label}: submit sent to mail left, p95 (p50 ${ms(p50(took))})`, p95(took), 300, ms);
}
