import { readFileSync } from "node:fs";
import { crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { filledIn, problemsOf, readManifest, readVersion } from "../../manifests/teams/build.ts";
import { zip } from "../../manifests/teams/zip.ts";
import { commands } from "../../src/commands.ts";
import { ANYBODY } from "../../src/core/reader.ts";
import { COMPOSE_COMMANDS } from "../../src/platforms/teams/intents.ts";
import { say } from "../../src/text/translate.ts";

const manifest = await readManifest();
const [bot] = manifest.bots as {
  scopes: string[];
  commandLists: { scopes: string[]; commands: { title: string }[] }[];
}[];
const [extension] = manifest.composeExtensions as { commands: { id: string; type: string; fetchTask: boolean }[] }[];
const icon = (name: string) => readFileSync(new URL(`../../manifests/teams/${name}`, import.meta.url));
const PLACE = {
  appId: "c0a8a1de-9d6b-4f0e-8c1b-3a2f5d7e9b11",
  publicUrl: "https://countersign.example.com/",
  version: await readVersion(),
};

/** Width, height and colour type of a PNG: https://www.w3.org/TR/png-3/#11IHDR */
function header(png: Buffer): { width: number; height: number; hasAlpha: boolean } {
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  return { width: png.readUInt32BE(16), height: png.readUInt32BE(20), hasAlpha: png[25] === 6 };
}

describe("the Teams app's manifest", () => {
  it("fits Microsoft's schema, as it is and filled in", async () => {
    expect(await problemsOf(manifest)).toEqual([]);
    expect(await problemsOf(filledIn(manifest, PLACE))).toEqual([]);
  });

  it.each([
    ["an unknown property", { surprise: true }],
    ["an id that is none", { id: "countersign" }],
    ["a name that is too long", { name: { short: "x".repeat(31), full: "x" } }],
  ])("with %s would be refused", async (_, more) => {
    expect(await problemsOf({ ...manifest, ...more })).not.toEqual([]);
  });

  it("offers what can be typed, in the order and words of the help, wherever the bot is", () => {
    const typed = commands.flatMap(({ words, about }) =>
      words && about ? [{ title: words, description: say(about, ANYBODY) }] : [],
    );
    // Teams takes ten. Where there are more, those that are used most are offered, and the help tells of the others.
    const [list] = bot?.commandLists ?? [];
    const titles = list?.commands.map(({ title }) => title) ?? [];
    expect(titles).toHaveLength(Math.min(typed.length, 10));
    expect(titles).toEqual(expect.arrayContaining(["help", "invite", "members", "requests"]));
    expect(bot?.commandLists).toEqual([
      { scopes: bot?.scopes, commands: typed.filter(({ title }) => titles.includes(title)) },
    ]);
  });

  it("offers in the compose box what is listened to there", () => {
    expect(extension?.commands.map(({ id }) => id)).toEqual(COMPOSE_COMMANDS);
    expect(extension?.commands.every(({ type, fetchTask }) => type === "action" && fetchTask)).toBe(true);
  });

  it("is filled in with the app's id and the server's address, and nothing of the placeholders stays", () => {
    const filled = JSON.stringify(filledIn(manifest, PLACE));
    expect(filled.match(/c0a8a1de-9d6b-4f0e-8c1b-3a2f5d7e9b11/g)).toHaveLength(5);
    expect(filled).not.toMatch(/00000000-|your-host|"0\.0\.0"/);
    expect(filled).toContain('"validDomains":["countersign.example.com"]');
    expect(filled).toContain('"contentUrl":"https://countersign.example.com/teams/home"');
    expect(filled).toContain(`"resource":"api://countersign.example.com/${PLACE.appId}"`);
  });

  it("opens with the chat first, as it always did, and Home beside it", () => {
    const tabs = manifest.staticTabs as { entityId: string; scopes: string[] }[];
    expect(tabs.map(({ entityId }) => entityId)).toEqual(["conversations", "home"]);
    expect(tabs.every(({ scopes }) => scopes.join() === "personal")).toBe(true);
  });

  it("has the version of package.json, written as Teams wants it", () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(filledIn(manifest, PLACE).version).toBe(version);
  });

  it("is for personal chats, teams and group chats: without the last, fields can't be searched there", () => {
    expect(bot?.scopes).toEqual(["personal", "team", "groupChat"]);
  });

  it("has icons of the sizes that Teams wants, the outline white on nothing", () => {
    expect(header(icon("color.png"))).toMatchObject({ width: 192, height: 192 });
    expect(header(icon("outline.png"))).toEqual({ width: 32, height: 32, hasAlpha: true });
  });
});

describe("the package", () => {
  it("is a ZIP archive with the files at its top, the same bytes for the same files", () => {
    const files = [
      { name: "manifest.json", bytes: Buffer.from('{"ä":1}') },
      { name: "color.png", bytes: icon("color.png") },
    ];
    expect(unzip(zip(files))).toEqual(files);
    expect(zip(files)).toEqual(zip(files));
  });
});

/** Reads an archive from its end, as unzip does, and checks each file against its local header and checksum. */
function unzip(archive: Buffer): { name: string; bytes: Buffer }[] {
  const end = archive.length - 22;
  expect(archive.readUInt32LE(end)).toBe(0x06054b50);
  let at = archive.readUInt32LE(end + 16);
  expect(at + archive.readUInt32LE(end + 12)).toBe(end);
  const files = [];
  for (let count = archive.readUInt16LE(end + 8); count > 0; count -= 1) {
    expect(archive.readUInt32LE(at)).toBe(0x02014b50);
    const [checksum, size, length] = [archive.readUInt32LE(at + 16), archive.readUInt32LE(at + 24), archive[at + 28]!];
    const local = archive.readUInt32LE(at + 42);
    expect(archive.readUInt32LE(local)).toBe(0x04034b50);
    expect(archive.subarray(local + 4, local + 30)).toEqual(archive.subarray(at + 6, at + 32));
    const bytes = archive.subarray(local + 30 + length, local + 30 + length + size);
    expect(crc32(bytes)).toBe(checksum);
    files.push({ name: archive.subarray(at + 46, at + 46 + length).toString(), bytes });
    at += 46 + length;
  }
  return files;
}
