// Every colour of text has a contrast of 4.5:1 or more on its ground, in the light (inline) and in the dark (the sheet).
// A ground is always given with the colour on it, so that no mail program puts one of them on another one's ground.

const FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const FIGURES = "font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace";
const SMALL = "font-size:13px;color:#5b5b70";

export const STYLES = {
  page: `margin:0;padding:24px 16px;${FONT};font-size:16px;line-height:1.5;background:#ffffff;color:#1b1b2b`,
  column: "max-width:520px;margin:0 auto;overflow-wrap:anywhere",
  preview: "display:none;max-height:0;overflow:hidden",
  brand: "margin:0 0 24px;font-weight:700;color:#4f46b8",
  logo: "display:inline-block;vertical-align:middle;margin-right:8px;border:0",
  organization: "font-weight:400;color:#5b5b70",
  heading: "margin:0 0 16px;font-size:22px;line-height:1.3",
  paragraph: "margin:0 0 16px",
  label: `margin:0 0 4px;${SMALL}`,
  code: `margin:0 0 16px;${FIGURES};font-size:32px;font-weight:700;letter-spacing:6px;line-height:1.3`,
  table: "margin:0 0 16px;border-collapse:collapse;font-size:15px",
  factLabel: "padding:4px 16px 4px 0;white-space:nowrap;vertical-align:top;color:#5b5b70",
  factValue: "padding:4px 0;vertical-align:top;white-space:pre-line",
  linkRow: "margin:24px 0",
  button:
    "display:inline-block;padding:12px 24px;border-radius:8px;background:#4f46b8;color:#ffffff;font-weight:600;text-decoration:none",
  fallback: `margin:0 0 16px;${SMALL}`,
  address: "color:#5b5b70;word-break:break-all",
  footer: `margin:32px 0 0;padding-top:16px;border-top:1px solid #c9c9d4;${SMALL}`,
} as const;

/** For mail programs that know the reader's scheme: Apple Mail, Outlook on phones, Thunderbird and others. */
export const DARK = `:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (prefers-color-scheme:dark){.page{background:#1c1c28!important;color:#ededf5!important}.quiet{color:#a9a9be!important}.brand{color:#b4aeff!important}.button{background:#b4aeff!important;color:#16143a!important}.foot{border-color:#34344a!important}}`;
