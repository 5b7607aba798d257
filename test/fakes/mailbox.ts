import type { Mail } from "../../src/core/task.ts";
import type { Mailer } from "../../src/delivery/email.ts";
import { letter } from "../../src/delivery/email-template.ts";

type Received = Mail & { words: string };

/** Takes every mail, and lets a test wait for one. */
export function createMailbox() {
  const mails: Received[] = [];
  const read = new Set<Received>();
  const waiting = new Set<() => void>();
  const mailer: Mailer = {
    async send(mail) {
      const { subject, text } = letter(mail);
      mails.push({ ...mail, words: `${subject}\n${text}` });
      for (const look of waiting) look();
    },
    close: () => undefined,
  };

  /** The oldest unread mail that fits; rejects after five seconds without one. */
  async function next(to: string, fits: (mail: Received) => boolean): Promise<Received> {
    const found = () => mails.find((mail) => mail.to === to && !read.has(mail) && fits(mail));
    const mail = await new Promise<Received>((resolve, reject) => {
      const look = () => {
        const one = found();
        if (!one) return;
        clearTimeout(timer);
        waiting.delete(look);
        resolve(one);
      };
      const timer = setTimeout(() => {
        waiting.delete(look);
        reject(
          new Error(
            `no such mail for ${to} among: ${mails.map((one) => `${one.to}: ${one.words.split("\n")[0]}`).join("; ")}`,
          ),
        );
      }, 5_000);
      waiting.add(look);
      look();
    });
    read.add(mail);
    return mail;
  }

  return {
    mailer,
    mails,
    codeFor: async (to: string): Promise<string> => (await next(to, ({ code }) => code !== undefined)).code ?? "",
    linkFor: async (to: string): Promise<string> => (await next(to, ({ link }) => link !== undefined)).link?.url ?? "",
    /** the files that came with a mail, by name */
    filesFor: async (to: string): Promise<Map<string, string>> => {
      const { attachments = [] } = await next(to, (mail) => mail.attachments !== undefined);
      return new Map(attachments.map(({ name, content }) => [name, content]));
    },
    noticeFor: async (to: string, words: string): Promise<string> =>
      (await next(to, (mail) => mail.words.includes(words))).words,
  };
}
