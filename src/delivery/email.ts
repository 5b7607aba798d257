import { createTransport, type NodemailerError } from "nodemailer";
import { Undeliverable } from "../core/conversation.ts";
import { isEmail } from "../core/email-address.ts";
import type { Mail } from "../core/task.ts";
import { letter } from "./email-template.ts";
import { LOGO } from "./logo.ts";

export type Mailer = {
  /** Rejects with Undeliverable when no retry will help; any other error is worth another try. */
  send(mail: Mail): Promise<void>;
  /** Where mail goes into a folder: rejects, with a sentence for the console, while that can't be written and read. */
  requireUsable?(): Promise<void>;
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
      const files = (mail.attachments ?? []).map(({ name: filename, type, content }) => {
        return { filename, contentType: `${type}; charset=utf-8`, content, contentDisposition: "attachment" as const };
      });
      const attachments = [logo, ...files];
      await transport.sendMail({ ...message, ...letter(mail), attachments }).catch((error: NodemailerError) => {
        throw withoutAddress(error);
      });
    },
    close: () => transport.close(),
  };
}

/** One bare address: "a@x.com, b@y.com" and line breaks have redirected mail before. */
export function requireOneAddress(address: string): string {
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
