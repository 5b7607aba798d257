import { readFile, stat, writeFile } from "node:fs/promises";
import { afterEach, describe, expect, it } from "vitest";
import type { Log } from "../../src/core/log.ts";
import { verbatim } from "../../src/text/text.ts";
import { ADA, GRACE, openStage, type Stage } from "./setup.ts";

const CARD = { title: verbatim("Request 1"), buttons: [{ label: verbatim("Open"), command: "request.show" }] };
const TO = { platform: "local", tenant: "local", kind: "person", id: GRACE.id } as const;

describe("the try-out chat over time", () => {
  let stage: Stage;
  const warnings: string[] = [];
  const log: Log = { info: () => undefined, warn: (_, message) => void warnings.push(message), error: () => undefined };
  afterEach(async () => {
    warnings.length = 0;
    await stage.close();
  });

  async function restart(): Promise<void> {
    await stage.close({ keep: true });
    stage = await openStage({ folder: stage.folder, log });
  }

  it("is the same after a restart: messages, people, what was read, the guide", async () => {
    stage = await openStage();
    await stage.driver.join({ name: "Zoë", email: "zoe@example.com" });
    const { message } = await stage.local.sender.post(TO, CARD, "en");
    await stage.driver.writes(ADA.id, "hello");
    await stage.post("/read", { as: ADA.id, in: "dm" });
    await stage.post("/guide", { open: false });
    await restart();
    expect(await stage.driver.sees(ADA.id)).toMatchObject([{ text: "understood" }]);
    expect(await stage.driver.sees(GRACE.id)).toMatchObject([{ title: "Request 1", buttons: ["Open"] }]);
    const shown = await stage.page(ADA.id);
    expect(shown).toContain("zoe@example.com");
    expect(shown).toContain('data-unread="0"');
    expect(shown).not.toContain("has-guide");
    const ref = { platform: "local", tenant: "local", channel: `person:${GRACE.id}`, message } as const;
    await stage.local.sender.update(ref, { title: verbatim("Request 1 is closed") }, "en");
    expect(await stage.driver.sees(GRACE.id)).toMatchObject([{ title: "Request 1 is closed", buttons: [] }]);
  });

  it("is kept in a file that nobody else on the computer can read", async () => {
    stage = await openStage();
    await stage.driver.writes(ADA.id, "hello");
    await stage.close({ keep: true });
    expect((await stat(stage.stateFile)).mode & 0o777).toBe(0o600);
  });

  it.each(["", "{", "[]", '{"version":2}', '{"version":1,"entries":{}}'])(
    "begins anew where its file is broken, and says so: %s",
    async (broken) => {
      stage = await openStage();
      await stage.driver.writes(ADA.id, "hello");
      await stage.close({ keep: true });
      await writeFile(stage.stateFile, broken);
      stage = await openStage({ folder: stage.folder, log });
      expect(warnings).toEqual(["the try-out chat could not be read and begins anew"]);
      expect(await stage.driver.sees(ADA.id)).toEqual([]);
      expect((await stage.driver.writes(ADA.id, "hello")).text).toBe("understood");
    },
  );

  it("loses only the message whose sentence this version doesn't know", async () => {
    stage = await openStage();
    await stage.local.sender.post(TO, CARD, "en");
    await stage.local.sender.post(TO, { ...CARD, title: verbatim("Request 2") }, "en");
    await stage.close({ keep: true });
    const kept = JSON.parse(await readFile(stage.stateFile, "utf8"));
    kept.entries[0].content.card.title.id = "a-sentence-of-tomorrow";
    await writeFile(stage.stateFile, JSON.stringify(kept));
    stage = await openStage({ folder: stage.folder, log });
    expect(await stage.driver.sees(GRACE.id)).toMatchObject([{ title: "Request 2" }]);
    expect(warnings).toEqual([]);
  });

  it("shows a message in words that don't fit as one that can't be shown, and the others as they are", async () => {
    stage = await openStage();
    await stage.local.sender.post(TO, CARD, "en");
    await stage.local.sender.post(TO, { title: { id: "role.permits", with: {} } as never }, "en");
    await restart();
    const [first, second] = await stage.driver.sees(GRACE.id);
    expect(first?.title).toBe("Request 1");
    expect(second?.text).toBe("This message comes from another version of Countersign and can't be shown.");
  });

  it("takes no message for somebody who is not there, and nothing of another workspace", async () => {
    stage = await openStage();
    const { sender } = stage.local;
    await expect(sender.post({ ...TO, id: "mallory" }, CARD, "en")).rejects.toThrow("user_not_found");
    await expect(sender.post({ ...TO, tenant: "T1" }, CARD, "en")).rejects.toThrow("other_tenant");
    const ref = { platform: "local", tenant: "local", channel: `person:${GRACE.id}`, message: "1" } as const;
    await expect(sender.update(ref, CARD, "en")).rejects.toThrow("message_not_found");
    expect(await sender.find("GRACE@example.com")).toEqual({ platform: "local", tenant: "local", user: GRACE.id });
    expect(await sender.find("nobody@example.com")).toBeNull();
  });
});
