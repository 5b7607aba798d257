import { describe, expect, it } from "vitest";
import { isLocale, isZone, spokenLocale } from "../../src/text/locale.ts";
import { text } from "../../src/text/text.ts";
import { say, timeInWords } from "../../src/text/translate.ts";

describe("what a client says about language and time zone", () => {
  it.each(["en", "de-DE", "zh-Hant-TW", "sr-Latn-RS", "en-GB-oxendict"])("is a locale: %s", (tag) => {
    expect(isLocale(tag)).toBe(true);
    expect(timeInWords("2026-11-24T10:15:00Z", { locale: tag })).toContain("UTC");
  });

  it.each(["", "*", "e", "de_DE", "de-1996-1996", "../en", "en-abcde-fghij-klmno-pqrst-uvwxy-zabcd"])(
    "is none: %j",
    (tag) => {
      expect(isLocale(tag)).toBe(false);
    },
  );

  it.each(["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+5"])("is a zone: %s", (zone) => {
    expect(isZone(zone)).toBe(true);
  });

  it.each(["", "Europe/Atlantis", "+05:30", "../etc", `Europe/${"x".repeat(100)}`])("is no zone: %j", (zone) => {
    expect(isZone(zone)).toBe(false);
  });

  it("is the first language there are sentences in, else English", () => {
    expect(spokenLocale(["en-US", "de"])).toBe("en-US");
    expect(spokenLocale(["x-odd", "tlh", "en-GB"])).toBe("en-GB");
    expect(spokenLocale(["*"])).toBe("en");
    expect(spokenLocale(["constructor", "__proto__"])).toBe("en");
  });
});

it("a sentence may speak of a row that has an id of its own", () => {
  const role = { id: "0b9f1c1e", name: "Finance", purpose: "finance staff" };
  expect(say(text("role.item", role), { locale: "en" })).toBe("Finance (finance staff)");
});
