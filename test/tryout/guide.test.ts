import { afterEach, describe, expect, it } from "vitest";
import { verbatim } from "../../src/text/text.ts";
import { invites, joins, withAdministrator } from "../harness/company.ts";
import { databases } from "../harness/database.ts";
import { all, has, isOfClass, readMarkup, textOf } from "../harness/markup.ts";
import { ADA, NOTHING_DONE, type OpenTryout, openTryout } from "./setup.ts";

const doneIn = (page: string) =>
  all(readMarkup(page), isOfClass("done")).map((step) => textOf(step).split("\n").at(-1));
const nextIn = (page: string) => all(readMarkup(page), has("aria-current", "step")).map(textOf).join();

describe.each(databases)("the guide sees what has happened, on $kind", ({ kind }) => {
  it("also when the story is played with other people, without its chips and in another order", async () => {
    const { story, ada } = await withAdministrator("local", kind);
    const page = async () => (await fetch(`${story.url}/try`)).text();
    try {
      expect(doneIn(await page())).toHaveLength(2);
      await ada.types("history");
      expect(doneIn(await page())).toHaveLength(3);
      expect(nextIn(await page())).toContain("Invite Grace");

      const [hedy, mary] = [await story.person("Hedy"), await story.person("Mary")];
      await invites(ada, hedy.email, "Admin");
      expect(nextIn(await page())).toContain("Switch to Grace and open the activation link");
      await joins(story, hedy);
      expect(nextIn(await page())).toContain("invite Linus for finance");

      const asked = await invites(ada, mary.email, "Finance");
      expect(asked.text).toContain("sent for approval to");
      expect(nextIn(await page())).toContain("approve it with a code");
      await hedy.presses("Approve", await hedy.finds("invite mary@example.com"));
      await hedy.submits({ code: await hedy.code() });
      expect(doneIn(await page())).toHaveLength(7);
      expect(await page()).not.toContain("tour-over");

      await joins(story, mary);
      expect(nextIn(await page())).toBe("");
      expect(await page()).toContain("That was the tour. The chat is yours now.");
      expect(await page()).toContain("tour-over");
    } finally {
      await story.close();
    }
  });

  it("who was only asked for has not joined, and what was denied was not approved", async () => {
    const { story, ada } = await withAdministrator("local", kind);
    try {
      const hedy = await story.person("Hedy");
      await invites(ada, hedy.email, "Admin");
      await joins(story, hedy);
      await invites(ada, "linus@example.com", "Finance");
      await hedy.presses("Deny", await hedy.finds("invite linus@example.com"));
      await hedy.submits({ comment: "Not in this team" });
      const page = await (await fetch(`${story.url}/try`)).text();
      expect(doneIn(page)).toHaveLength(4);
      expect(nextIn(page)).toContain("invite Linus for finance");
    } finally {
      await story.close();
    }
  });
});

describe("the guide", () => {
  let tryout: OpenTryout;
  afterEach(() => tryout.close());

  it("keeps what was done while that can't be found out", async () => {
    tryout = await openTryout();
    const done = { ...NOTHING_DONE, activated: true, connected: true };
    tryout.progress = async () => done;
    expect(doneIn(await tryout.page(ADA.id))).toHaveLength(0);
    await tryout.driver.join({ name: "Linus", email: "linus@example.com" });
    expect(doneIn(await tryout.page(ADA.id))).toHaveLength(2);
    tryout.progress = () => Promise.reject(new Error("away"));
    expect(doneIn(await tryout.page(ADA.id))).toHaveLength(2);
  });

  it("takes the history for read when somebody has been answered with it, also after a restart", async () => {
    tryout = await openTryout();
    await tryout.driver.join({ name: "Linus", email: "linus@example.com" });
    await tryout.driver.types(ADA.id, "history");
    expect(doneIn(await tryout.page(ADA.id))).toHaveLength(0);
    tryout.answer = () => ({ kind: "card", card: { title: { id: "history.title" }, body: [verbatim("entries")] } });
    await tryout.driver.types(ADA.id, "history");
    await tryout.close({ keep: true });
    tryout = await openTryout({ folder: tryout.folder });
    expect(doneIn(await tryout.page(ADA.id)).join()).toContain("Read the history");
  });
});
