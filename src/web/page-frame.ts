import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Request, Response } from "express";
import type { Text } from "../core/text.ts";
import { type Html, html, markupOf } from "../text/html.ts";
import { spokenLocale } from "../text/locale.ts";
import { text } from "../text/text.ts";
import { say } from "../text/translate.ts";

/** Puts a sentence into the language of one page. A time is in UTC, and says so: nothing else is known of its reader. */
export type Words = (sentence: Text) => string;

/** A page: its heading and what is below it. `csp` replaces the default policy for this one page. */
export type Page = { title: Text; body: (words: Words) => Html; status?: number; failed?: boolean; csp?: string };
export type Show = (response: Response, page: Page) => void;

export const ASSETS = join(import.meta.dirname, "assets");
/**
 * Where a file of `assets/` is fetched. Its digest is part of the address, so that a new version is fetched although
 * browsers may keep the old one for a year.
 */
export function assetUrl(file: "style.css" | "password.js" | "passkey.js"): string {
  return `/assets/${file}?v=${VERSIONS[file]}`;
}

const VERSIONS = {
  "style.css": digestOf("style.css"),
  "password.js": digestOf("password.js"),
  "passkey.js": digestOf("passkey.js"),
};

function digestOf(file: string): string {
  const content = readFileSync(join(ASSETS, file));
  return createHash("sha256").update(content).digest("hex").slice(0, 12);
}

/**
 * Sends pages in the frame of this organization: every page says whose server it is. They are in the language that the
 * browser asks for (Accept-Language) if there are sentences in it, else in English.
 */
export function createShow(organization: string): Show {
  return (response, page) => {
    if (page.csp) response.setHeader("Content-Security-Policy", page.csp);
    response
      .status(page.status ?? 200)
      .type("html")
      .send(markupOf(frame(organization, page, localeOf(response.req))));
  };
}

function localeOf(request: Request): string {
  return spokenLocale(request.acceptsLanguages());
}

function frame(organization: string, { title, body, failed }: Page, locale: string): Html {
  const words: Words = (sentence) => say(sentence, { locale });
  const heading = words(title);
  const shown = words(text("web.document-title", { title: heading, organization }));
  return html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${failed ? words(text("web.error-title", { title: shown })) : shown}</title>
<link rel="icon" href="/assets/countersign.svg" type="image/svg+xml">
<link rel="stylesheet" href="${assetUrl("style.css")}">
</head>
<body>
<header class="bar">
<a class="brand" href="/"><img src="/assets/countersign.svg" alt="" width="36" height="36"><span>${words(text("web.product"))}</span></a>
<span class="organization">${words(text("web.for-organization", { organization }))}</span>
</header>
<main>
<div class="card">
<h1>${heading}</h1>
${body(words)}
</div>
</main>
<footer>${words(text("web.never-in-chat", { organization }))}</footer>
</body>
</html>
`;
}
