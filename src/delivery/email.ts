import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTransport, type NodemailerError } from "nodemailer";
import { z } from "zod";
import { Undeliverable } from "../core/conversation.ts";
import { isEmail } from "../core/email-address.ts";
import type { Mail } from "../core/task.ts";
import { say } from "../text/translate.ts";
import { letter } from "./email-template.ts";
import { LOGO } from "./logo.ts";

export type Mailer = {
  /** Rejects with Undeliverable when no retry will help; any other error is worth another try. */
  send(mail: Mail): Promise<void>;
  close(): void;
};

/** Milliseconds before a silent mail server is given up; the job is retried. */
const TIMEOUTS = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000, dnsTimeout: 10_000 };

/**
 * Sends over SMTP. `url`: smtp://user:password@host:587 (STARTTLS where offered; insist with ?requireTLS=true) or
 * smtps://…:465. `from`: an address, or `Name <address>`. Throws at once when `from` holds no single address.
 */
export function smtpMailer({ url, from }: { url: string; from: string }): Mailer {
  const sender = senderOf(from);
  const { cid, type: contentType, content } = LOGO;
  const logo = { cid, contentType, content, filename: "countersign.png", contentDisposition: "inline" } as const;
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 3,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...TIMEOUTS,
  });
  return {
    async send(mail) {
      const to = requireOneAddress(mail.to);
      const headers = { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" };
      // The envelope says who gets it, whatever a mail header parser makes of the To line.
      const envelope = { from: sender.address, to: [to] };
      const message = { from: sender, to: { name: "", address: to }, envelope, headers, xMailer: false } as const;
      await transport.sendMail({ ...message, ...letter(mail), attachments: [logo] }).catch((error: NodemailerError) => {
        throw withoutAddress(error);
      });
    },
    close: () => transport.close(),
  };
}

const storedMail = z.object({
  to: z.string(),
  at: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  /** what `html` names as cid:…, by that name, as data: addresses */
  images: z.record(z.string(), z.string()).exactOptional(),
  code: z.string().exactOptional(),
  link: z.object({ label: z.string(), url: z.string() }).exactOptional(),
});

/** A mail as it lies in the folder, with the name of its file as id; `at` is ISO 8601, UTC. */
export type StoredMail = z.infer<typeof storedMail> & { id: string };

const FILE = /^\d{4}-\d\d-\d\dT[\d-]+Z-\d{9}-[0-9a-f-]{36}\.json$/;

/** Writes one JSON file for each mail instead of sending it; only this system user can read them. */
export function folderMailer(dir: string, now: () => Date = () => new Date()): Mailer {
  let count = 0;
  return {
    async send(mail) {
      const at = now().toISOString();
      const to = requireOneAddress(mail.to);
      const link = mail.link && { label: say(mail.link.label, mail.reader), url: mail.link.url };
      const content: z.infer<typeof storedMail> = {
        to,
        at,
        ...letter(mail),
        images: { [LOGO.cid]: `data:${LOGO.type};base64,${LOGO.content.toString("base64")}` },
        ...(mail.code && { code: mail.code }),
        ...(link && { link }),
      };
      count += 1;
      const name = `${at.replace(/[:.]/g, "-")}-${String(count).padStart(9, "0")}-${randomUUID()}.json`;
      await mkdir(dir, { recursive: true, mode: 0o700 });
      // Under another name until it is whole: a reader never meets half a mail.
      await writeFile(join(dir, `${name}.part`), JSON.stringify(content, null, 2), { mode: 0o600, flag: "wx" });
      await rename(join(dir, `${name}.part`), join(dir, name));
    },
    close: () => undefined,
  };
}

/** The mails that folderMailer wrote, newest first, at most `limit`; none if the folder isn't there yet. */
export async function readFolder(dir: string, limit = 100): Promise<StoredMail[]> {
  const names = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const newest = names
    .filter((name) => FILE.test(name))
    .sort()
    .reverse()
    .slice(0, limit);
  return Promise.all(newest.map((name) => readStored(dir, name)));
}

async function readStored(dir: string, name: string): Promise<StoredMail> {
  const mail = storedMail.parse(JSON.parse(await readFile(join(dir, name), "utf8")));
  return { id: name.slice(0, -".json".length), ...mail };
}

/** One bare address: "a@x.com, b@y.com" and line breaks have redirected mail before. */
function requireOneAddress(address: string): string {
  if (!isEmail(address)) throw new Undeliverable("not one bare address");
  return address;
}

function senderOf(from: string): { name: string; address: string } {
  const named = /^\s*"?(?<name>[^"<>\r\n]*?)"?\s*<(?<address>[^<>]+)>\s*$/.exec(from)?.groups;
  const address = (named?.address ?? from).trim();
  if (!isEmail(address)) throw new Error("The sender of mails must be one address, or a name with <one address>.");
  return { name: named?.name ?? "", address };
}

// A server's words repeat the recipient's address, and errors end in the log: only codes are kept.
function withoutAddress(error: NodemailerError): Error {
  const code = error.responseCode ?? error.code ?? "unknown";
  if (error.command === "RCPT TO" && error.permanent) return new Undeliverable(`SMTP ${code}`);
  return new Error(`mail not sent: ${error.command ?? "connection"}, ${code}`);
}
