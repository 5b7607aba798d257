import { type Html, html } from "../../text/html.ts";

/** Decoration only: what an icon means is always said in words too. */
export const icons = {
  hash: line(html`<path d="M6 2.500 4.800 13.500M11.200 2.500 10 13.500M2.800 5.800h10.900M2.300 10.200h10.900"/>`),
  home: line(
    html`<path d="M2.300 7.800 8 2.500l5.700 5.300M3.800 6.500v6.800h8.400V6.500M6.600 13.300V9.600h2.800v3.700"/>`,
  ),
  bot: line(html`<path d="M8 1.800 13.500 4v4c0 3-2.200 5.200-5.500 6.300C4.700 13.200 2.500 11 2.500 8V4Z"/>`),
  mail: line(
    html`<rect x="1.800" y="3.300" width="12.400" height="9.400" rx="1.600"/><path d="m2.300 4.600 5.700 4.300 5.700-4.300"/>`,
  ),
  plus: line(html`<path d="M8 3v10M3 8h10"/>`),
  menu: line(html`<path d="M2.500 4.500h11M2.500 8h11M2.500 11.500h11"/>`),
  cross: line(html`<path d="m3.800 3.800 8.400 8.400m0-8.400-8.400 8.400"/>`),
  more: line(html`<path d="m3.500 6 4.500 4.500L12.500 6"/>`),
  check: line(html`<path d="m3.200 8.500 3.200 3.200 6.400-7.200"/>`),
  clock: line(html`<circle cx="8" cy="8" r="5.800"/><path d="M8 4.700V8l2.300 1.500"/>`),
  info: line(html`<circle cx="8" cy="8" r="5.800"/><path d="M8 7.400v3.400M8 5.100v.1"/>`),
  out: line(html`<path d="M9 2.800h4.200V7M13 3 7.300 8.700M11.200 9.500v3.200H3.300V4.800h3.200"/>`),
  clip: line(
    html`<path d="m13.200 7.400-5.300 5.300a3.300 3.300 0 0 1-4.600-4.600l5.600-5.600a2.200 2.200 0 0 1 3.100 3.100L6.500 11.100a1.100 1.100 0 0 1-1.500-1.500l4.900-4.900"/>`,
  ),
  send: line(html`<path d="M2.500 8 13.500 2.800 10.300 13.500 7.700 8.900ZM7.700 8.900l5.800-6.100"/>`),
  eye: line(
    html`<path d="M1.500 8s2.300-4.300 6.500-4.300S14.500 8 14.500 8 12.200 12.300 8 12.300 1.500 8 1.500 8Z"/><circle cx="8" cy="8" r="1.900"/>`,
  ),
  flag: line(html`<path d="M3.500 14V2.500h8.800L10.500 6l1.800 3.500H3.500"/>`),
};

/** The product's mark: a shield with a C and a tick. */
export const mark: Html = html`<svg class="mark" viewBox="0 0 64 64" aria-hidden="true"><path class="mark-shield" d="M32 2.500 57.500 11v19.500C57.500 46 47 56.500 32 61.500 17 56.500 6.500 46 6.500 30.500V11Z"/><g fill="none" stroke-linecap="round" stroke-linejoin="round" stroke-width="5.500"><path d="M36.200 18.200A13.500 13.500 0 1 0 44.300 35.600" stroke="#fff"/><path d="M25.500 31.500C28 33 29.800 35 31 38 34 30 40 22 48 16.500" stroke="#ffce6b"/></g></svg>`;

function line(shape: Html): Html {
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">${shape}</svg>`;
}
