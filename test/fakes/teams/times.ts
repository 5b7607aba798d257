import type { Json } from "./schema.ts";

// As Microsoft's renderer reads them (adaptivecards, text-formatters): https://learn.microsoft.com/adaptive-cards/authoring-cards/text-features
const DATE = /\{\{DATE\((\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:Z|[-+]\d{2}:\d{2}))(?:, ?(COMPACT|LONG|SHORT))?\)\}\}/g;
const TIME = /\{\{TIME\((\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:Z|[-+]\d{2}:\d{2}))\)\}\}/g;
// Where the renderer looks for them: TextBlocks, facts, and labels, which it draws as TextBlocks too.
const PLACES = new Set(["text", "label", "title", "value"]);

/** A card with its times in words, in the time zone of the person who looks at it: "Tue, 24 Nov 2026" and "11:15". */
export function withTimes(card: Json, zone: string): Json {
  return inWords(card, zone) as Json;
}

function inWords(value: unknown, zone: string): unknown {
  if (Array.isArray(value)) return value.map((one) => inWords(one, zone));
  if (typeof value !== "object" || value === null) return value;
  const all = Object.entries(value).map(([name, one]) => {
    // What an action carries is data; what an input holds is what somebody typed.
    const isData = name === "data" || (name === "value" && "id" in value);
    if (typeof one !== "string") return [name, isData ? one : inWords(one, zone)];
    return [name, PLACES.has(name) && !isData ? formatted(one, zone) : one];
  });
  return Object.fromEntries(all);
}

function formatted(text: string, zone: string): string {
  const day = { weekday: "short", day: "numeric", month: "short", year: "numeric" } as const;
  const show = (iso: string, how: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat("en-GB", { ...how, timeZone: zone }).format(new Date(iso));
  return text
    .replace(DATE, (_, iso: string, how = "COMPACT") => show(iso, how === "SHORT" ? day : {}))
    .replace(TIME, (_, iso: string) => show(iso, { hour: "2-digit", minute: "2-digit" }));
}
