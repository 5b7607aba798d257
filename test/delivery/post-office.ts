import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer, type SMTPServerDataStream, type SMTPServerEnvelope } from "smtp-server";

type Arrived = { from: string; to: string[]; raw: string; mail: ParsedMail };
type Answer = { code: number; words: string };

/** A mail server on a loopback port that keeps what it takes. It answers as it is told to, or not at all. */
export async function openPostOffice() {
  const arrived: Arrived[] = [];
  const answers: { recipient?: Answer; data?: Answer; login?: Answer; isSilent?: boolean } = {};
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    onAuth: ({ username }, _session, done) => done(refusal(answers.login), { user: username }),
    onRcptTo: (_address, _session, done) => done(refusal(answers.recipient)),
    onData: (stream, { envelope }, done) =>
      void keep(stream, envelope).then(
        () => answers.isSilent || done(refusal(answers.data)),
        (error) => done(error),
      ),
  });

  async function keep(stream: SMTPServerDataStream, { mailFrom, rcptTo }: SMTPServerEnvelope): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    if (answers.data) return;
    const raw = Buffer.concat(chunks).toString();
    const from = mailFrom ? mailFrom.address : "";
    arrived.push({ from, to: rcptTo.map(({ address }) => address), raw, mail: await simpleParser(raw) });
  }

  const listening = server.listen(0, "127.0.0.1");
  await once(listening, "listening");
  const { port } = listening.address() as AddressInfo;
  return {
    ...{ port, url: `smtp://127.0.0.1:${port}`, arrived, answers },
    close: () => new Promise<void>((resolve) => server.close(resolve)),
  };
}

export type PostOffice = Awaited<ReturnType<typeof openPostOffice>>;

function refusal(answer: Answer | undefined): Error | null {
  return answer ? Object.assign(new Error(answer.words), { responseCode: answer.code }) : null;
}
