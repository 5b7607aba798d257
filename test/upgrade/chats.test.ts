import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { inTransaction } from "../../src/db/transaction.ts";
import { verifyChain } from "../../src/domain/history/verify.ts";
import { digestOf } from "../../src/domain/requests/request.ts";
import { findCommand } from "../../src/pipeline/route-command.ts";
import { databases } from "../harness/database.ts";
import type { Values } from "../harness/driver.ts";
import { PASSWORD } from "../harness/story.ts";
import { createVisitor } from "../harness/visitor.ts";
import { codeOf, theOne } from "./had.ts";
import { emailOf, type InSlack, type InTeams, slackIds, teamsIds } from "./make/people.ts";
import { type Upgraded, upgrade } from "./upgraded.ts";

const ALL = { access: "All merchant accounts, later ones too" };

describe.each(databases)("a database of 3021c16 on $kind, with today's version in Slack and Teams", ({ kind }) => {
  let on: Upgraded;
  /** where the old version had posted cards */
  let posted: Record<string, unknown>[];
  beforeAll(async () => {
    on = await upgrade(kind, "chats");
    posted = await on.db.sql(`SELECT number, posted ->> 'message' AS id FROM request_message m
      JOIN change_request q ON q.id = m.request_id WHERE posted ->> 'platform' <> 'local'`);
    await on.app.start();
    await vi.waitFor(async () => expect(await on.queue.health()).toEqual({ waiting: 0, dead: 0 }), 20_000);
  });
  afterAll(() => on.close());

  const stateOf = async (email: string) =>
    (await on.db.sql("SELECT state FROM change_request WHERE subject = $1 ORDER BY number DESC", [email]))[0]?.state;
  const invited = async (email: string) =>
    (await on.db.sql("SELECT 1 FROM invitation WHERE email = $1", [email])).length;
  const newCode = (name: string) => on.mailbox.codeFor(emailOf(name));

  const slack = (name: InSlack) => {
    const user = slackIds[name];
    const shown = (seen: Awaited<ReturnType<typeof on.slack.submitView>>) => {
      if (!seen) throw new Error("the form closed without a word");
      return seen;
    };
    /** a message that says that, for its present state */
    const finds = (words: string) => {
      const found = on.slack.sees(user).findLast(({ kind, text }) => kind === "message" && text.includes(words));
      if (!found) throw new Error(`${name} sees no "${words}"`);
      return found;
    };
    return {
      finds,
      types: (words: string) => on.slack.command(user, "/team", words),
      presses: (words: string, button: string) => on.slack.press(user, finds(words), button),
      submits: async (form: Parameters<typeof on.slack.submitView>[1], values: Values) =>
        shown(await on.slack.submitView(user, form, values)),
      /** the form that the old version had opened for them */
      oldForm: () => on.slack.restoreView(user, theOne("slack view", name).view),
    };
  };
  const teams = (name: InTeams) => {
    const user = teamsIds[name];
    const finds = (words: string) => {
      const found = on.teams.sees(user).find(({ text }) => text.includes(words));
      if (!found) throw new Error(`${name} sees no "${words}"`);
      return found;
    };
    return {
      finds,
      presses: (words: string, button: string) => on.teams.press(user, finds(words), button),
      submits: (form: Parameters<typeof on.teams.submit>[1], values: Values) => on.teams.submit(user, form, values),
      oldForm: (card: string) => on.teams.restore(user, theOne("teams card", card).card),
    };
  };
  /** The cards of a request at the addresses at which the old version posted them. */
  const postedCards = (number: number) => {
    const seen = [
      ...Object.values(slackIds).flatMap((user) => on.slack.sees(user)),
      ...Object.values(teamsIds).flatMap((user) => on.teams.sees(user)),
    ];
    const ids = posted.filter((one) => one.number === number).map(({ id }) => id);
    return ids.map((id) => {
      const card = seen.find((one) => one.id === id);
      if (!card) throw new Error(`nobody sees message ${id}`);
      return card;
    });
  };
  const inSlack = (name: InSlack) => on.slack.sees(slackIds[name]).map(({ text }) => text);
  const inTeams = (name: InTeams) => on.teams.sees(teamsIds[name]).map(({ text }) => text);
  const mailed = (name: string) => on.mailbox.mails.filter(({ to }) => to === emailOf(name)).map(({ words }) => words);
  const having = (words: string) => expect.arrayContaining([expect.stringContaining(words)]);

  describe("what was queued", () => {
    it("reaches an invitee by mail and chat, where one or both were still to be told", () => {
      expect(mailed("rita")).toEqual([expect.stringContaining("You are invited to Acme Payments")]);
      expect(inTeams("rita")).toEqual(having("You are invited to Acme Payments"));
      expect(mailed("ida")).toEqual([expect.stringContaining("You are invited to Acme Payments")]);
    });

    it("tells the requester, in each chat, what came of it, who accepted, and whom Slack could not reach", () => {
      for (const told of [inSlack("ada"), inTeams("ada")]) {
        expect(told).toEqual(
          having("Your request 11 (invite rita@example.com as Operations) was approved and is done."),
        );
        expect(told).toEqual(
          having("Your request 12 (invite ida@example.com as Operations) was approved and is done."),
        );
        expect(told).toEqual(having("linus@example.com has accepted the invitation"));
        expect(told).toEqual(having("rita@example.com can't be reached in Slack"));
      }
    });

    it("tells a member that an account was connected, and mails the code that waited", () => {
      expect(mailed("linus")).toEqual([expect.stringContaining("A Microsoft Teams account was connected")]);
      expect(mailed("grace")).toEqual([
        expect.stringContaining("Code to confirm your request 19: invite zoe@example.com as Operations"),
      ]);
    });

    it("asks the approvers: those whose cards were planned, and those who were still to be chosen", () => {
      expect(inSlack("ada")).toEqual(having("Request 16: invite xena@example.com"));
      expect(mailed("margaret")).toEqual(having("Request 16: invite xena@example.com"));
      for (const asked of [inSlack("ada"), inTeams("ada"), inSlack("grace"), inTeams("grace"), mailed("margaret")])
        expect(asked).toEqual(having("Request 17: invite walt@example.com"));
    });

    it("asks nobody whose role is for one account about a request for all of them", () => {
      expect(inSlack("barbara")).not.toEqual(having("Request 17:"));
    });

    it("draws again, at its old address, a card that was out of date", () => {
      const cards = postedCards(15);
      expect(cards).toHaveLength(4);
      for (const { text } of cards) expect(text).toMatch(/Waiting for 2[\s\S]*Approved by[\s\S]*barbara@example\.com/);
    });
  });

  it("every stored request is what was signed, and keeps what it reaches", async () => {
    const requests = await on.db.sql(
      "SELECT number, command, payload, digest, all_accounts, accounts FROM change_request WHERE number <= 19",
    );
    expect(requests).toHaveLength(19);
    for (const { command, payload, digest } of requests) expect(digestOf(String(command), payload)).toBe(digest);
    const limited = requests.filter(({ all_accounts }) => !all_accounts).map(({ number }) => number);
    expect(limited.sort()).toEqual([13, 16, 3]);
    const [berlin] = await on.db.sql("SELECT id FROM merchant_account WHERE name = 'Berlin'");
    expect(requests.find(({ number }) => number === 13)?.accounts).toEqual([berlin?.id]);
  });

  it("every command that an old button or form can name is still there", () => {
    const { names } = theOne("commands");
    expect(names).toHaveLength(15);
    expect(names.filter((name) => findCommand(name) === null)).toEqual([]);
  });

  describe("a form that was open", () => {
    it("for the requester's code takes the code that the old version mailed", async () => {
      const ada = slack("ada");
      const done = await ada.submits(ada.oldForm(), { code: codeOf("ada") });
      expect(done.text).toContain("Request 18: invite yuri@example.com");
      expect(done.text).toContain("It needs 2 approvals");
      await vi.waitFor(() => expect(inSlack("katherine")).toEqual(having("Request 18:")), 5_000);
    });

    it("takes no code that was for something else", async () => {
      const katherine = slack("katherine");
      const form = katherine.oldForm();
      const said = await katherine.submits(form, { code: codeOf("barbara") });
      expect(said.text).toContain("This code is wrong or no longer valid");
      expect(await invited("mary@example.com")).toBe(0);
    });

    it("in Teams, for a code that today's version mails", async () => {
      const grace = teams("grace");
      const done = await grace.submits(grace.oldForm("code"), { code: await newCode("grace") });
      expect(done?.text).toContain("Request 19: invite zoe@example.com");
      expect(done?.text).toContain("It needs 2 approvals");
    });

    it("for a second approval applies the change, and turns every card that was posted, at its old address", async () => {
      const katherine = slack("katherine");
      const done = await katherine.submits(katherine.oldForm(), { code: codeOf("katherine") });
      expect(done.text).toContain("Approved and done.");
      expect(await stateOf("mary@example.com")).toBe("applied");
      expect(await invited("mary@example.com")).toBe(1);
      await vi.waitFor(() => {
        const cards = postedCards(14);
        expect(cards).toHaveLength(4);
        for (const { text, buttons } of cards) {
          expect(text).toMatch(/Approved by[\s\S]*grace@example\.com: “Fine”/);
          expect(text).toContain("katherine@example.com");
          expect(buttons).toEqual([]);
        }
      }, 10_000);
    });

    it("still counts the attempts that were made: two were wrong, three are left", async () => {
      const barbara = slack("barbara");
      const form = barbara.oldForm();
      for (let wrong = 0; wrong < 2; wrong += 1)
        expect((await barbara.submits(form, { code: "00000000" })).text).toContain(
          "This code is wrong or no longer valid",
        );
      expect((await on.db.sql("SELECT attempts FROM challenge WHERE attempts > 2"))[0]).toEqual({ attempts: 4 });
      expect((await barbara.submits(form, { code: codeOf("barbara") })).text).toContain("Approved and done.");
      // One card, in the channel.
      await vi.waitFor(() => expect(postedCards(13)[0]?.text).toContain("Approved by"), 10_000);
      expect(postedCards(13).map(({ buttons }) => buttons)).toEqual([[]]);
      expect(await on.db.sql("SELECT failures_in_row FROM factor WHERE failures_in_row > 0")).toEqual([]);
    });

    it("to connect a chat account takes the old code, and the account is the member's", async () => {
      const linus = slack("linus");
      const done = await linus.submits(linus.oldForm(), { code: codeOf("linus") });
      expect(done.text).toContain("Acme Payments");
      expect((await linus.types("")).text).toContain("You are linus@example.com");
    });

    it("to invite has the fields that are read today, in Slack and in Teams", async () => {
      const grace = slack("grace");
      const inOurSlack = await grace.submits(grace.oldForm(), ALL);
      expect(inOurSlack.title).toBe("Confirm it's you");
      expect((await grace.submits(inOurSlack, { code: await newCode("grace") })).text).toContain("invite abel@");
      const ada = teams("ada");
      const form = await ada.submits(ada.oldForm("invite"), ALL);
      const done = form && (await ada.submits(form, { code: await newCode("ada") }));
      expect(done?.text).toContain("invite carl@example.com");
    });

    it("numbers go on after the highest", async () => {
      const rows = await on.db.sql("SELECT number FROM change_request WHERE number > 19 ORDER BY number");
      expect(rows).toEqual([{ number: 20 }, { number: 21 }]);
    });
  });

  describe("a button that the old version posted", () => {
    it("of a request for all accounts does nothing for an administrator of one", async () => {
      const card = slack("barbara").finds("Request 15:");
      // Hers was approved by her, so as soon as it is drawn again it offers nothing.
      if (card.buttons.includes("Deny")) {
        const said = await slack("barbara").presses("Request 15:", "Deny");
        expect(said.text).toContain("accounts");
        expect(said.fields).toEqual([]);
      }
      expect(await stateOf("vera@example.com")).toBe("awaiting_approval");
    });

    it("approves, in Teams and in Slack; the approval of an administrator of one account counts no more", async () => {
      const ada = teams("ada");
      const form = await ada.presses("Request 15:", "Approve");
      const first = form && (await ada.submits(form, { code: await newCode("ada") }));
      expect(first?.text).toContain("Your approval counts.");
      expect(await stateOf("vera@example.com")).toBe("awaiting_approval");
      const katherine = slack("katherine");
      const second = await katherine.presses("Request 15:", "Approve");
      const done = await katherine.submits(second, { code: await newCode("katherine") });
      expect(done.text).toContain("Approved and done.");
      expect(await invited("vera@example.com")).toBe(1);
    });

    it("shows the details", async () => {
      const grace = slack("grace");
      // It may have been drawn again already, and then it has none to show.
      if (grace.finds("Request 16:").buttons.includes("Details")) await grace.presses("Request 16:", "Details");
      // What it showed is the message itself now, brought to the end of the chat.
      const whole = () => grace.finds("Request 16:");
      await vi.waitFor(() => expect(whole().buttons).toEqual(["Approve", "Deny"]), 10_000);
      expect(whole().text).toContain("xena@example.com");
    });
  });

  it("an opener in a channel, which named nobody then, is answered with a sentence, and opens nothing", async () => {
    const conversation = on.teams.channel({ id: "19:general@thread.tacv2", members: Object.values(teamsIds) });
    const requests = await on.db.sql("SELECT 1 FROM change_request");
    for (const user of [teamsIds.ada, teamsIds.grace]) {
      const opener = on.teams.restore(user, theOne("teams card", "opener").card, { id: "1790000000500", conversation });
      const said = await on.teams.press(user, opener, opener.buttons[0] ?? "");
      expect(said?.text).toContain("from an older version of Countersign");
      expect(said?.fields).toEqual([]);
    }
    expect(await on.db.sql("SELECT 1 FROM change_request")).toHaveLength(requests.length);
  });

  it("a link that was sent by chat opens the invitation, and connects the chat account", async () => {
    const visitor = createVisitor();
    await visitor.go(`${on.url}${theOne("links").chat}`);
    // A code was mailed a moment ago for the other link.
    on.clock.forward({ minutes: 2 });
    await visitor.submit(/activate\/[^/]+$/);
    await visitor.submit(/finish$/, { code: await newCode("hedy"), password: PASSWORD, repeat: PASSWORD });
    expect(visitor.words()).toContain("Your chat account is connected already.");
    expect((await slack("hedy").types("")).text).toContain("You are hedy@example.com");
  });

  describe("the history", () => {
    it("is whole, with the old entries and those that came since", async () => {
      const verdict = await verifyChain((read) => inTransaction(on.db, read), on.app.organization.id, null);
      expect(verdict).toMatchObject({ ok: true });
      const [last] = await on.db.sql("SELECT max(sequence)::int AS last FROM audit_entry");
      expect(Number(last?.last)).toBeGreaterThan(99);
    });

    it("shows every entry in a sentence", async () => {
      const ada = slack("ada");
      let page = await ada.types("history");
      const read = [page.text];
      while (page.buttons.includes("Older")) {
        page = await on.slack.press(slackIds.ada, page, "Older");
        read.push(page.text);
      }
      const lines = read.join("\n").split("\n");
      expect(lines).toContain("The organization was set up");
      expect(lines.join("\n")).toMatch(/grace@example\.com approved: invite \S+ as [^\n]+ \(request 14\)/);
      expect(lines).toContain("The invitation of adda@example.com was revoked");
      const unread = lines.filter(
        (line) => /^[a-z]+\.[a-z_]+$/.test(line) || /undefined|[0-9a-f]{8}-[0-9a-f]{4}-/.test(line),
      );
      expect(unread).toEqual([]);
    });
  });

  it("nothing that was sent was refused, given up or went wrong", () => {
    expect(on.slack.refused).toEqual([]);
    expect(on.teams.refused).toEqual([]);
    expect(on.lines.filter((line) => /given up|went wrong|intent failed|will be tried again/.test(line))).toEqual([]);
  });
});
