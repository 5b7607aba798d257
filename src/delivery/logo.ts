import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The logo, 72 by 72 pixels, sent along with each mail and named in it as `cid:` (RFC 2392). Gmail and Outlook show
 * neither SVG nor data: addresses, and whatever is fetched tells its server that the mail was opened.
 */
export const LOGO = {
  cid: "logo@countersign",
  type: "image/png",
  content: readFileSync(join(import.meta.dirname, "logo.png")),
} as const;
