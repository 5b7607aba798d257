import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { eventsPage } from "../docs/events.ts";
import packageJson from "../package.json" with { type: "json" };
import { ANYBODY } from "../src/core/reader.ts";
import { events } from "../src/events.ts";
import { jobs } from "../src/jobs.ts";
import { text } from "../src/text/text.ts";
import { say } from "../src/text/translate.ts";

const path = (relative: string) => fileURLToPath(new URL(`../${relative}`, import.meta.url));
const read = (relative: string) => readFileSync(path(relative), "utf8");

// What is told in two places is wrong in one of them soon.
const DOCUMENTS = [
  ...["README.md", "CONTRIBUTING.md", "SECURITY.md"],
  ...readdirSync(path("docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

describe.each(DOCUMENTS)("what %s links to", (document) => {
  it("is there", () => {
    const linked = all(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g, read(document));
    expect(linked.filter((name) => !existsSync(path(join(dirname(document), name))))).toEqual([]);
  });
});

const EXACT = ["CONTRIBUTING.md", "SECURITY.md", "docs/ARCHITECTURE.md", "docs/releasing.md"];

describe.each(EXACT)("what %s names", (document) => {
  it("is there: every file and folder", () => {
    const named = all(/(?:`|\]\()((?:\.ci|src|test|docs|prisma|manifests)\/[\w./-]*)(?:`|\))/g, read(document));
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((name) => !existsSync(path(name)))).toEqual([]);
  });

  it("can be run: every npm script", () => {
    const named = all(/\bnpm run ([a-z:]+)/g, read(document));
    expect(named.filter((script) => !Object.hasOwn(packageJson.scripts, script))).toEqual([]);
  });
});

describe("docs/ARCHITECTURE.md", () => {
  it.each(["src", "src/domain", "src/platforms"])("has every part of %s in its layout", (folder) => {
    const [, text = ""] = /## Layout\n([\s\S]*?)\n## /.exec(read("docs/ARCHITECTURE.md")) ?? [];
    const named = (name: string) => text.includes(`\`${`${folder}/${name}`.replace("src/", "")}`);
    const parts = readdirSync(path(folder)).filter((name) => !name.startsWith("."));
    expect(parts.filter((name) => !named(name))).toEqual([]);
  });
});

describe("CONTRIBUTING.md", () => {
  const text = read("CONTRIBUTING.md");

  it("has every part of src in its layout", () => {
    expect(readdirSync(path("src")).filter((name) => !text.includes(`\`src/${name}`))).toEqual([]);
  });

  it("quotes code as it is", () => {
    const quoted = quotes(text);
    expect(quoted.length).toBeGreaterThan(3);
    expect(quoted.filter(({ file, code }) => !plain(read(file)).includes(code))).toEqual([]);
  });

  it("explains every field of the log", () => {
    const fields = all(/^ {2}(\w+)\?:/gm, read("src/core/log.ts"));
    expect(fields.length).toBeGreaterThan(10);
    expect(fields.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });
});

/** The sentences that docs/messages.md quotes, with what they speak of there. */
const QUOTED = [
  text("code.wrong"),
  text("refused.open-requests", { most: 5 }),
  text("refused.unknown-role", { name: "finanse", names: ["Finance"], nearest: "Finance" }),
  text("refused.no-such-request"),
  text("code.cool-down", { seconds: 1 }),
  text("code.sent-to", { address: "a***@e***.com", minutes: 10 }),
  text("went-wrong", { reference: "4f2a91c7d0" }),
  text("invite.title"),
  ...[text("button.continue"), text("button.approve"), text("button.withdraw")],
  text("withdraw.intro", { title: "x" }),
  text("field.code", { length: 8 }),
  text("request.title", {
    number: 7,
    title: text("invite.request", { emails: ["linus@example.com"], roles: ["Finance"], accounts: null }),
  }),
  ...[text("request.applied"), text("request.denied"), text("request.why-you")],
  text("notice.denied.title", { number: 7 }),
  text("mail.code-subject", { what: text("code.what.request.deny", { number: 7, title: "invite linus@example.com" }) }),
  text("mail.code-warning"),
].map((sentence) => say(sentence, ANYBODY));

describe("docs/messages.md", () => {
  const words = read("docs/messages.md").replace(/\s+/g, " ");
  const quotations = all(/"([^"]+)"/g, words).filter((quotation) => quotation !== "please note");

  it("quotes only what the product says", () => {
    const isSaid = (quotation: string) => QUOTED.some((sentence) => sentence.includes(quotation));
    expect(quotations.filter((quotation) => !isSaid(quotation))).toEqual([]);
  });

  it("quotes each of these sentences", () => {
    const isQuoted = (sentence: string) => quotations.some((quotation) => sentence.includes(quotation));
    expect(QUOTED.filter((sentence) => !isQuoted(sentence))).toEqual([]);
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

/** The pieces of code in a document that begin with the name of their file; `// …` is for what is left out. */
function quotes(text: string): { file: string; code: string }[] {
  const blocks = [...text.matchAll(/```ts\n\s*\/\/ (?<file>src\/\S+)\n(?<code>[\s\S]*?)```/g)];
  return blocks.flatMap(({ groups: { file = "", code = "" } = {} }) =>
    code.split("// …").map((piece) => ({ file, code: plain(piece) })),
  );
}

/** Without the white space, in which a quotation may differ. */
function plain(code: string): string {
  return code.replace(/\s+/g, "");
}

function all(pattern: RegExp, text: string): string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, found = ""]) => found))];
}
