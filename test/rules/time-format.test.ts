import { afterEach, expect, it, vi } from "vitest";
import { formatTime } from "../../src/text/time-format.ts";

const AT = "2026-11-24T10:15:00Z";
const inZone = (timeZone: string, locale = "en-GB") => formatTime(AT, locale, { timeStyle: "short", timeZone });

afterEach(() => void vi.restoreAllMocks());

it("each reader's own zone and language, also after another's", () => {
  expect([inZone("UTC"), inZone("Asia/Tokyo"), inZone("UTC"), inZone("UTC", "en-US")]).toEqual([
    ...["10:15", "19:15", "10:15"],
    expect.stringMatching(/^10:15\sAM$/),
  ]);
});

it("a format is made once, and no more are kept than profiles in use can need", () => {
  const made = vi.spyOn(Intl, "DateTimeFormat");
  for (let i = 0; i < 3; i += 1) inZone("Europe/Berlin", "en-GB-x-once");
  expect(made).toHaveBeenCalledTimes(1);
  for (let i = 0; i < 500; i += 1) inZone("UTC", `en-x-p${i}`);
  inZone("Europe/Berlin", "en-GB-x-once");
  expect(made).toHaveBeenCalledTimes(502);
});
