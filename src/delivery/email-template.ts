import type { Mail } from "../core/task.ts";
import type { Text } from "../core/text.ts";
import { type Html, html, markupOf } from "../text/html.ts";
import { languageOf } from "../text/languages.ts";
import { text } from "../text/text.ts";
import { say } from "../text/translate.ts";
import { DARK, STYLES } from "./email-styles.ts";
import { LOGO } from "./logo.ts";

export type Letter = { subject: string; text: string; html: string };

type Words = (sentence: Text) => string;

/** The mail in words: plain text for every reader, and HTML with the logo that is sent along, and nothing fetched. */
export function letter(mail: Mail): Letter {
  const words: Words = (sentence) => say(sentence, mail.reader);
  return { subject: oneLine(words(mail.subject)), text: plain(mail, words), html: markup(mail, words) };
}

// The code comes first: it is what a telephone shows of a mail, and what it offers to fill in.
function plain(mail: Mail, words: Words): string {
  const { name, code, facts = [], link } = mail;
  const paragraphs = [
    ...(code ? [`${words(text("mail.code-label"))}: ${code}`] : []),
    ...(name ? [words(text("mail.greeting", { name }))] : []),
    ...mail.body.map(words),
    ...(facts.length > 0 ? [facts.map((fact) => words(text("mail.fact", fact))).join("\n")] : []),
    ...(link ? [`${words(link.label)}:\n${link.url}`] : []),
  ];
  return `${paragraphs.join("\n\n")}\n\n-- \n${footer(mail, words)}\n`;
}

// Styles are inline and the layout is one column: many mail programs drop style sheets, and few know flexbox. What is in
// the sheet is only for the dark.
function markup(mail: Mail, words: Words): string {
  const { name, body, facts = [], code, link, organization } = mail;
  const subject = oneLine(words(mail.subject));
  const [first] = body;
  return `<!doctype html>
${markupOf(html`<html lang="${languageOf(mail.reader.locale)}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${subject}</title>
<style>${DARK}</style></head>
<body class="page" style="${STYLES.page}">
<div role="main" style="${STYLES.column}">
${first && html`<div aria-hidden="true" style="${STYLES.preview}">${words(first)}</div>`}
<p class="brand" style="${STYLES.brand}"><img src="cid:${LOGO.cid}" alt="" width="36" height="36" style="${STYLES.logo}">Countersign <span class="quiet" style="${STYLES.organization}">${organization}</span></p>
<h1 style="${STYLES.heading}">${subject}</h1>
${name && paragraph(words(text("mail.greeting", { name })))}
${code && codeBlock(code, words)}
${body.map((line) => paragraph(words(line)))}
${facts.length > 0 && factTable(facts, words)}
${link && linkBlock(link, words)}
<p class="foot quiet" style="${STYLES.footer}">${footer(mail, words)}</p>
</div>
</body>
</html>
`)}`;
}

function paragraph(line: string): Html {
  return html`<p style="${STYLES.paragraph}">${line}</p>`;
}

// letter-spacing and not spaces: the code can be copied as it is.
function codeBlock(code: string, words: Words): Html {
  return html`<p class="quiet" style="${STYLES.label}">${words(text("mail.code-label"))}</p>
<p style="${STYLES.code}">${code}</p>`;
}

function factTable(facts: NonNullable<Mail["facts"]>, words: Words): Html {
  return html`<table role="presentation" class="facts" style="${STYLES.table}">${facts.map(
    ({ label, value }) =>
      html`<tr><td class="quiet" style="${STYLES.factLabel}">${words(label)}</td><td style="${STYLES.factValue}">${words(value)}</td></tr>`,
  )}</table>`;
}

function linkBlock({ label, url }: NonNullable<Mail["link"]>, words: Words): Html {
  return html`<p style="${STYLES.linkRow}"><a class="button" href="${url}" target="_blank" style="${STYLES.button}">${words(label)}</a></p>
<p class="quiet" style="${STYLES.fallback}">${words(text("mail.link-fallback"))}<br><a class="quiet" href="${url}" target="_blank" style="${STYLES.address}">${url}</a></p>`;
}

function footer({ kind, organization }: Mail, words: Words): string {
  return words(text(`mail.footer.${kind}`, { organization }));
}

/** A subject is one header line: a line break in a name would begin another header. */
function oneLine(value: string): string {
  return value.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
}
