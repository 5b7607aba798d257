import { readFile, stat, writeFile } from "node:fs/promises";
import { afterEach, describe, expect, it } from "vitest";
import type { Log } from "../../src/core/log.ts";
import { TRYOUT } from "../../src/core/platform.ts";
import { TENANT } from "../../src/platforms/tryout/sender.ts";
import { verbatim } from "../../src/text/text.ts";
import { ADA, GRACE, type OpenTryout, openTryout } from "./setup.ts";

const CARD = { title: verbatim("Request 1"), buttons: [{ label: verbatim("Open"), command: "request.show" }] };
const TO = { platform: TRYOUT, tenant: TENANT, kind: "person", id: GRACE.id } as const;

describe("the try-out chat over time", () => {
  let tryout: OpenTryout;
  const warnings: string[] = [];
  const log: Log = { info: () => undefined, warn: (_, message) => void warnings.push(message), error: () => undefined };
  afterEach(async () => {
    warnings.length = 0;
    await tryout.close();
  });

  async function restart(): Promise<void> {
    await tryout.close({ keep: true });
    tryout = await openTryout({ folder: tryout.folder, log });
  }

  it("is the same after a restart: messages, people, what was read, the guide", async () => {
    tryout = await openTryout();
    await tryout.driver.join({ name: "Zoë", email: "zoe@example.com" });
    const { message } = await tryout.chat.sender.post(TO, CARD, "en");
    await tryout.driver.writes(ADA.id, "hello");
    await tryout.post("/read", { as: ADA.id, in: "dm" });
    await tryout.post("/guide", { open: false });
    await restart();
    expect(await tryout.driver.sees(ADA.id)).toMatchObject([{ text: "understood" }]);
    expect(await tryout.driver.sees(GRACE.id)).toMatchObject([{ title: "Request 1", buttons: ["Open"] }]);
    const shown = await tryout.page(ADA.id);
    expect(shown).toContain("zoe@example.com");
    expect(shown).toContain('data-unread="0"');
    expect(shown).not.toContain("has-guide");
    const ref = { platform: TRYOUT, tenant: TENANT, channel: `person:${GRACE.id}`, message } as const;
    await tryout.chat.sender.update(ref, { title: verbatim("Request 1 is closed") }, "en");
    expect(await tryout.driver.sees(GRACE.id)).toMatchObject([{ title: "Request 1 is closed", buttons: [] }]);
  });

  it("is kept in a file that nobody else on the computer can read", async () => {
    tryout = await openTryout();
    await tryout.driver.writes(ADA.id, "hello");
    await tryout.close({ keep: true });
    expect((await stat(tryout.stateFile)).mode & 0o777).toBe(0o600);
  });

  it.each(["", "{", "[]", '{"version":2}', '{"version":1,"entries":{}}'])(
    "starts empty where its file is broken, and says so: %s",
    async (broken) => {
      tryout = await openTryout();
      await tryout.driver.writes(ADA.id, "hello");
      await tryout.close({ keep: true });
      await writeFile(tryout.stateFile, broken);
      tryout = await openTryout({ folder: tryout.folder, log });
      expect(warnings).toEqual(["the try-out chat could not be read, so it starts empty"]);
      expect(await tryout.driver.sees(ADA.id)).toEqual([]);
      expect((await tryout.driver.writes(ADA.id, "hello")).text).toBe("understood");
    },
  );

  it("loses only the message whose sentence this version doesn't know", async () => {
    tryout = await openTryout();
    await tryout.chat.sender.post(TO, CARD, "en");
    await tryout.chat.sender.post(TO, { ...CARD, title: verbatim("Request 2") }, "en");
    await tryout.close({ keep: true });
    const kept = JSON.parse(await readFile(tryout.stateFile, "utf8"));
    kept.entries[0].content.card.title.id = "a-sentence-of-tomorrow";
    await writeFile(tryout.stateFile, JSON.stringify(kept));
    tryout = await openTryout({ folder: tryout.folder, log });
    expect(await tryout.driver.sees(GRACE.id)).toMatchObject([{ title: "Request 2" }]);
    expect(warnings).toEqual([]);
  });

  it("shows a message in words that don't fit as one that can't be shown, and the others as they are", async () => {
    tryout = await openTryout();
    await tryout.chat.sender.post(TO, CARD, "en");
    await tryout.chat.sender.post(TO, { title: { id: "role.permits", with: {} } as never }, "en");
    await restart();
    const [first, second] = await tryout.driver.sees(GRACE.id);
    expect(first?.title).toBe("Request 1");
    expect(second?.text).toBe("This message comes from another version of Countersign and can't be shown.");
  });

  it("takes no message for somebody who is not there, and nothing of another workspace", async () => {
    tryout = await openTryout();
    const { sender } = tryout.chat;
    await expect(sender.post({ ...TO, id: "mallory" }, CARD, "en")).rejects.toThrow("user_not_found");
    await expect(sender.post({ ...TO, tenant: "T1" }, CARD, "en")).rejects.toThrow("other_tenant");
    const ref = { platform: TRYOUT, tenant: TENANT, channel: `person:${GRACE.id}`, message: "1" } as const;
    await expect(sender.update(ref, CARD, "en")).rejects.toThrow("message_not_found");
    expect(await sender.find("GRACE@example.com")).toEqual({ platform: "local", tenant: "local", user: GRACE.id });
    expect(await sender.find("nobody@example.com")).toBeNull();
  });
});
