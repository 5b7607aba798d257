import type { Reader } from "../core/reader.ts";
import type { Mail } from "../core/task.ts";
import type { Text } from "../core/text.ts";
import { escapeHtml } from "../text/escape-html.ts";
import { languageOf } from "../text/languages.ts";
import { text } from "../text/text.ts";
import { say } from "../text/translate.ts";

export type Letter = { subject: string; text: string; html: string };

const FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const FIGURES = "font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace";

/** The mail in words: plain text for every reader, and HTML without images, scripts or anything fetched. */
export function letter(mail: Mail): Letter {
  return { subject: oneLine(say(mail.subject, mail.reader)), text: plain(mail), html: markup(mail) };
}

function plain(mail: Mail): string {
  const paragraphs = mail.body.map((paragraph) => say(paragraph, mail.reader));
  if (mail.code) paragraphs.push(`${say(text("mail.code-label"), mail.reader)}: ${mail.code}`);
  if (mail.link) paragraphs.push(`${say(mail.link.label, mail.reader)}:\n${mail.link.url}`);
  return `${paragraphs.join("\n\n")}\n\n-- \n${footer(mail)}\n`;
}

// Styles are inline and the layout is one column: mail programs drop style sheets and know no flexbox.
function markup(mail: Mail): string {
  const subject = escapeHtml(oneLine(say(mail.subject, mail.reader)));
  const paragraphs = mail.body
    .map((line) => `<p style="margin:0 0 16px">${escapeHtml(say(line, mail.reader))}</p>`)
    .join("");
  return `<!doctype html>
<html lang="${languageOf(mail.reader.locale)}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${subject}</title></head>
<body style="margin:0;padding:24px 16px;${FONT};font-size:16px;line-height:1.5">
<div style="max-width:520px;margin:0 auto">
<p style="margin:0 0 24px;font-weight:700;color:#4f46b8">Countersign <span style="font-weight:400;color:#767684">${escapeHtml(mail.organization)}</span></p>
<h1 style="margin:0 0 16px;font-size:22px;line-height:1.3">${subject}</h1>
${paragraphs}${mail.code ? codeBlock(mail.code, mail.reader) : ""}${mail.link ? linkBlock(mail.link, mail.reader) : ""}
<p style="margin:32px 0 0;padding-top:16px;border-top:1px solid #c9c9d4;font-size:13px;color:#767684">${escapeHtml(footer(mail))}</p>
</div>
</body>
</html>
`;
}

// letter-spacing and not spaces: the code can be copied as it is.
function codeBlock(code: string, reader: Reader): string {
  return `<p style="margin:0 0 4px;font-size:13px;color:#767684">${escapeHtml(say(text("mail.code-label"), reader))}</p>
<p style="margin:0 0 16px;${FIGURES};font-size:32px;font-weight:700;letter-spacing:6px;line-height:1.3">${escapeHtml(code)}</p>`;
}

function linkBlock(link: { label: Text; url: string }, reader: Reader): string {
  const url = escapeHtml(link.url);
  return `<p style="margin:24px 0"><a href="${url}" style="display:inline-block;padding:12px 24px;border-radius:8px;background:#4f46b8;color:#ffffff;font-weight:600;text-decoration:none">${escapeHtml(say(link.label, reader))}</a></p>
<p style="margin:0 0 16px;font-size:13px;color:#767684">${escapeHtml(say(text("mail.link-fallback"), reader))}<br><a href="${url}" style="color:#767684;word-break:break-all">${url}</a></p>`;
}

function footer(mail: Mail): string {
  return say(text("mail.footer", { organization: mail.organization }), mail.reader);
}

/** A subject is one header line: a line break in a name would begin another header. */
function oneLine(value: string): string {
  return value.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
}
