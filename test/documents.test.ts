import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { eventsPage } from "../docs/events.ts";
import packageJson from "../package.json" with { type: "json" };
import { events } from "../src/events.ts";
import { jobs } from "../src/jobs.ts";

const path = (relative: string) => fileURLToPath(new URL(`../${relative}`, import.meta.url));
const read = (relative: string) => readFileSync(path(relative), "utf8");

// What is told in two places is wrong in one of them soon.
describe.each(["CONTRIBUTING.md", "docs/releasing.md"])("what %s names", (document) => {
  it("is there: every file and folder", () => {
    const named = all(/(?:`|\]\()((?:\.ci|src|test|docs|prisma|manifests)\/[\w./-]*)(?:`|\))/g, read(document));
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((name) => !existsSync(path(name)))).toEqual([]);
  });

  it("can be run: every npm script", () => {
    const named = all(/\bnpm run ([a-z:]+)/g, read(document));
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((script) => !Object.hasOwn(packageJson.scripts, script))).toEqual([]);
  });
});

describe("CONTRIBUTING.md", () => {
  const text = read("CONTRIBUTING.md");

  it("has every part of src in its layout", () => {
    expect(readdirSync(path("src")).filter((name) => !text.includes(`\`src/${name}`))).toEqual([]);
  });

  it("explains every field of the log", () => {
    const fields = all(/^ {2}(\w+)\?:/gm, read("src/core/log.ts"));
    expect(fields.length).toBeGreaterThan(10);
    expect(fields.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });
});

describe("docs/events.md", () => {
  const written = read("docs/events.md");

  it("is what the rules of events and jobs are (npm run events writes it)", () => {
    expect(written).toBe(eventsPage(events, jobs));
  });

  it.each([
    [
      "an event that is no longer an entry",
      { ...events, "request.denied": { ...events["request.denied"], entry: false } },
      jobs,
    ],
    [
      "an event that causes another job",
      { ...events, "request.verified": { entry: true, jobs: { refresh: () => null } } },
      jobs,
    ],
    ["a job that tells somebody else", events, { ...jobs, refresh: { ...jobs.refresh, tells: "nobody" } }],
    ["a job that goes another way", events, { ...jobs, linked: { ...jobs.linked, ways: ["card"] as const } }],
  ])("would be out of date with %s", (_, changedEvents, changedJobs) => {
    expect(written).not.toBe(eventsPage(changedEvents, changedJobs));
  });
});

function all(pattern: RegExp, text: string): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, found = ""]) => found))];
}
