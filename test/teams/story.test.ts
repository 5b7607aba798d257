import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { FakeTeams, Seen } from "../fakes/teams.ts";
import { invites, withApprover } from "../harness/company.ts";
import { products } from "../harness/database.ts";
import type { Kind } from "../harness/matrix.ts";
import type { Person, Story } from "../harness/story.ts";

const CHANNEL = "19:approvals@thread.tacv2";
const UUID = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g;

let story: Story;
let ada: Person;
let grace: Person;
afterEach(() => {
  expect(teams().refused).toEqual([]);
  // Requests and codes are limited by the day.
  story.clock.forward({ hours: 80 });
});

const teams = (): FakeTeams => (story.driver as Story["driver"] & { fake: FakeTeams }).fake;
const until = async <T>(look: () => T | undefined | false): Promise<T> => {
  for (const end = Date.now() + 30_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 20))) {
    const found = look();
    if (found) return found;
  }
  throw new Error(
    `it never came; calls: ${teams()
      .calls.map(({ method }) => method)
      .join(" ")}`,
  );
};
const inChannel = (user: string, words: string) => (): Seen | undefined =>
  teams()
    .sees(user)
    .find(({ conversation, text }) => conversation === CHANNEL && text.includes(words));

async function company(kind: Kind, environment: Record<string, string> = {}) {
  ({ story, ada, grace } = await withApprover("teams", kind, environment));
  teams().channel({ id: CHANNEL, members: [ada.user, grace.user] });
}

describe.each(products)("with a channel for approvals, on $kind", ({ kind }) => {
  beforeAll(() => company(kind, { TEAMS_APPROVALS_CHANNEL: CHANNEL }));
  afterAll(() => story.close());

  it("the card is for everybody in it, the form and the code are for the one who approves", async () => {
    const asked = await invites(ada, "linus@example.com", "Finance");
    expect(asked.text).toContain("sent for approval to");
    const card = await until(inChannel(grace.user, "invite linus@example.com"));
    expect(card.buttons).toEqual(["Approve", "Deny"]);
    const dialog = await teams().press(grace.user, card, "Approve");
    expect(dialog).toMatchObject({ kind: "modal" });
    expect(dialog?.text).toContain("This is exactly what you approve:");
    const code = await grace.code();
    const done = dialog && (await teams().submit(grace.user, dialog, { code }));
    expect(done?.text).toContain("Approved and done.");
    expect((await until(inChannel(ada.user, "Approved by"))).buttons).toEqual([]);
    await ada.finds("(invite linus@example.com as Finance) was approved and is done.");
    const transcript = teams().transcript(CHANNEL);
    expect(transcript).not.toContain("Input.");
    const codes = story.mailbox.mails.flatMap((mail) => mail.code ?? []);
    expect(codes).toContain(code);
    for (const one of codes) expect(transcript).not.toContain(one);
    // Nor any other digits that could be a code. Ids are taken out first: now and then one begins with eight digits.
    expect(transcript.replace(UUID, "")).not.toMatch(/\b\d{8}\b|\/activate\//);
  });

  it("A1: who asked presses Approve in it and is refused", async () => {
    await invites(ada, "hedy@example.com", "Finance");
    const card = await until(inChannel(ada.user, "invite hedy@example.com"));
    const dialog = await teams().press(ada.user, card, "Approve");
    expect(dialog?.fields).toEqual([]);
    expect(inChannel(ada.user, "invite hedy@example.com")()?.text).not.toContain("Approved by");
  });
});

describe.each(products)("in bad weather, on $kind", ({ kind }) => {
  beforeAll(() => company(kind));
  afterAll(() => story.close());

  it("the requester is told that the link went by e-mail only, where the invitee can't be written to", async () => {
    const linus = await story.person("Linus");
    teams().person({ id: linus.user, name: "Linus", email: linus.email, isInstalled: false });
    await invites(ada, linus.email, "Finance");
    await grace.finds("invite linus@example.com");
    await grace.presses("Approve");
    await grace.submits({ code: await grace.code() });
    await ada.finds(
      "linus@example.com can't be reached in Microsoft Teams, so the activation link was sent by e-mail only.",
    );
    expect(await story.mailbox.linkFor(linus.email)).toContain("/activate/");
    expect(teams().sees(linus.user)).toEqual([]);
  });

  it("C2: a form that is delivered ten times is one request", async () => {
    const form = await ada.types("invite hedy@example.com Finance");
    const [action] = teams().cardOf(ada.user, form as Seen).actions as { data: object }[];
    const roles = (form.fields.find(({ name }) => name === "roles")?.value ?? []) as string[];
    const data = { ...action?.data, email: "hedy@example.com", roles: roles.join(","), access: "all" };
    const bodies = Array.from({ length: 10 }, () =>
      teams().bodies.execute({ user: ada.user }, form.id, { type: "Action.Execute", verb: "countersign", data }),
    );
    const answers = await Promise.all(bodies.map((body) => teams().send(body)));
    for (const { status, text } of answers) {
      expect(status).toBe(200);
      expect(text).toContain("code");
    }
    expect(await story.db.prisma.changeRequest.count({ where: { subject: "hedy@example.com" } })).toBe(1);
    // Read, so that the next one to come is the next one's.
    await ada.code();
  });

  it("F1: a card that Teams refused to take for now comes later, one that it took and denied comes at least once", async () => {
    await ada.finds("grace@example.com has accepted the invitation");
    // Her own message comes first; the one that is refused is that to who approves.
    const asksFor = async (email: string) => {
      await ada.types(`invite ${email} Finance`);
      await ada.submits({ access: "All merchant accounts, including new ones" });
      await ada.settles();
    };
    await asksFor("edsger@example.com");
    teams().fail("post", { status: 429, retryAfter: 1 });
    await ada.submits({ code: await ada.code() });
    const card = await grace.finds("invite edsger@example.com");
    expect(card.buttons).toEqual(["Approve", "Deny"]);
    await asksFor("alan@example.com");
    teams().fail("post", { status: 500, accepted: true });
    await ada.submits({ code: await ada.code() });
    const asking = () =>
      teams()
        .sees(grace.user)
        .filter(({ text }) => text.includes("invite alan@example.com"));
    const [first, second] = await until(() => asking().length === 2 && asking());
    await grace.presses("Deny", second);
    const denied = await grace.submits({ comment: "Not now" });
    expect(denied.text).toContain("Denied.");
    // Nobody knows of the first one any more: it stays, and answers with how things are now.
    const stale = first && (await teams().press(grace.user, first, "Approve"));
    expect(stale?.text).toMatch(/denied/i);
    expect(stale?.fields).toEqual([]);
  });

  it("A2: a card of a request that was decided answers with its state", async () => {
    await invites(ada, "barbara@example.com", "Finance");
    const card = await grace.finds("invite barbara@example.com");
    const action = (teams().cardOf(grace.user, card as Seen).actions as object[])[0] as Record<string, unknown>;
    await ada.types(`withdraw ${/Request (\d+)/.exec(card.text)?.[1]}`);
    await ada.submits({});
    await grace.finds("Withdrawn");
    const body = teams().bodies.execute({ user: grace.user }, card.id, action);
    const { status, text } = await teams().send(body);
    expect(status).toBe(200);
    expect(text).toMatch(/withdrawn/i);
    expect(text).not.toContain("Input.Text");
  });

  it("F9: no secret and nothing of what went wrong reaches the log or the chat", async () => {
    teams().fail("reply", { status: 500, times: 9 });
    teams().fail("member", { status: 500, times: 9 });
    const { text } = await teams().send(teams().bodies.message({ user: ada.user }, "help"));
    const said = text + story.log.join("\n") + JSON.stringify(teams().sees(ada.user));
    expect(said).not.toMatch(/secret detail|fake-app-password|token-[0-9a-f]/);
  });
});
