import type { Response } from "express";
import { ANYBODY } from "../../core/reader.ts";
import { text } from "../../text/text.ts";
import { say } from "../../text/translate.ts";

/** A mail as it would have been sent. */
export type Mail = {
  id: string;
  to: string;
  /** ISO 8601. */
  at: string;
  subject: string;
  text: string;
  html: string;
  /** what `html` names as cid:…, by that name, as data: addresses */
  images?: Record<string, string>;
  code?: string;
  link?: { label: string; url: string };
  attachments?: { name: string; type: string; content: string }[];
};

/** What a frame with a mail may do: open its links in tabs of their own, and nothing else. */
export const SANDBOX = "allow-popups allow-popups-to-escape-sandbox";

// A mail has its styles in it, so they are allowed here; nothing is fetched and nothing runs. It is a page of its own,
// sandboxed also where somebody opens it without the frame.
const POLICY = `default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox ${SANDBOX}`;

/** Answers with a mail as its reader would see it, to be shown in a frame of the mailbox. */
export function sendMailPage(response: Response, mail: Mail | undefined): void {
  if (!mail) return void notFound(response);
  response.set({ "Content-Security-Policy": POLICY, "X-Frame-Options": "SAMEORIGIN" });
  const shown = Object.entries(mail.images ?? {}).reduce(
    (html, [cid, data]) => html.replaceAll(`cid:${cid}`, () => data),
    mail.html,
  );
  response.type("html").send(shown);
}

/** Answers with a file that was sent along with a mail: to be saved, and never shown as a page. */
export function sendAttachment(response: Response, mail: Mail | undefined, at: string): void {
  const file = /^[0-9]{1,2}$/.test(at) ? mail?.attachments?.[Number(at)] : undefined;
  if (!file) return void notFound(response);
  response.set("Content-Security-Policy", "default-src 'none'; sandbox").attachment(file.name);
  response.type(`${file.type}; charset=utf-8`).send(file.content);
}

function notFound(response: Response): void {
  response
    .status(404)
    .type("text/plain")
    .send(say(text("web.not-found-title"), ANYBODY));
}
