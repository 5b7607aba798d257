import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { verbatim } from "../../src/text/text.ts";
import type { Json } from "../fakes/teams/cards.ts";
import { ALICE, BOB, CODE_FORM, cardReply, formReply, type RunningTeams, said, sleep, startTeams } from "./setup.ts";

let on: RunningTeams;
beforeEach(async () => {
  on = await startTeams();
});
afterEach(async () => {
  expect(on.fake.refused).toEqual([]);
  await on.close();
});

const personal = () => on.fake.personal(ALICE).id;

describe("writing to the bot", () => {
  it("hands over the words, the verified account, the person's language and time zone", async () => {
    on.fake.person({ id: BOB, name: "Bob Example", email: "bob@example.com", locale: "de-DE", zone: "Asia/Tokyo" });
    const seen = await on.fake.says(BOB, "member <at>Alice Example</at> & a@b.test");
    expect(seen).toMatchObject({ kind: "message", text: "done", conversation: on.fake.personal(BOB).id });
    expect(on.intents).toEqual([
      {
        ...{
          kind: "typed",
          where: "direct",
          text: `member <@${ALICE}> & a@b.test`,
          locale: "de-DE",
          zone: "Asia/Tokyo",
        },
        ...{ by: { platform: "teams", tenant: on.fake.tenant, user: BOB }, key: expect.stringMatching(/^.{8,64}$/) },
      },
    ]);
  });

  it.each<[string, Json, { locale: string; zone?: string }]>([
    ["in the activity", { entities: [] }, { locale: "de-DE", zone: "Asia/Tokyo" }],
    [
      "in the client's note alone",
      { locale: undefined, localTimezone: undefined },
      { locale: "de-DE", zone: "Asia/Tokyo" },
    ],
    ["nowhere", { locale: undefined, localTimezone: undefined, entities: undefined }, { locale: "en" }],
    ["as no language and no zone", { locale: "en_US!", localTimezone: "Middle-earth", entities: [] }, { locale: "en" }],
    ["as an offset", { localTimezone: "+01:00", entities: [] }, { locale: "de-DE" }],
    ["as a Windows zone", { localTimezone: "W. Europe Standard Time", entities: [] }, { locale: "de-DE" }],
    ["as something else than text", { locale: 7, localTimezone: {}, entities: "x" }, { locale: "en" }],
    [
      "at great length",
      { locale: `de-${"x".repeat(40)}`, localTimezone: "E".repeat(65), entities: [] },
      { locale: "en" },
    ],
  ])("language and zone are read %s, and what can't be read is not told", async (_, more, expected) => {
    on.fake.person({ id: BOB, name: "Bob", email: "bob@example.com", locale: "de-DE", zone: "Asia/Tokyo" });
    await on.fake.send({ ...on.fake.bodies.message({ user: BOB }, "help"), ...more });
    const { locale, zone } = on.intents[0] ?? {};
    expect({ locale, ...(zone !== undefined && { zone }) }).toEqual(expected);
  });

  it.each(["help", "/team help", " help ", "<at>Countersign</at> help", "<at>Countersign</at> /team help\n"])(
    "%j means the same as any other way to ask",
    async (words) => {
      await on.fake.says(ALICE, words);
      expect(on.intents).toMatchObject([{ kind: "typed", text: expect.stringMatching(/^(?:\/team )?help$/) }]);
    },
  );

  it("C3: a delivery that comes again does nothing twice", async () => {
    const activity = on.fake.bodies.message({ user: ALICE }, "help");
    const answers = await Promise.all(Array.from({ length: 5 }, () => on.fake.send(activity)));
    expect(answers.every(({ status }) => status < 300)).toBe(true);
    await sleep(50);
    expect(on.intents).toHaveLength(1);
    expect(on.fake.sees(ALICE)).toHaveLength(1);
  });

  it("gives a form as a card, filled with what was typed", async () => {
    on.answers(formReply({}, { values: { email: "new@example.com" } }));
    const form = await on.fake.says(ALICE, "invite new@example.com");
    expect(form).toMatchObject({ kind: "message", title: "Invite", buttons: ["Go on"] });
    expect(form.fields).toMatchObject([
      { name: "email", label: expect.stringContaining("E-mail"), value: "new@example.com" },
      { name: "reason", label: expect.stringContaining("Reason"), value: "" },
    ]);
  });

  it("C9: a code that was typed is not repeated", async () => {
    const errors = { code: verbatim("That is not the code") };
    on.answers(formReply(CODE_FORM, { values: { code: "12345678" }, errors }));
    const seen = await on.fake.says(ALICE, "12345678");
    expect(seen.text).toContain("That is not the code");
    expect(on.fake.transcript(personal())).not.toContain("12345678");
  });

  it.each([
    ["an edit", { type: "messageUpdate" }],
    ["a deletion", { type: "messageDelete" }],
    ["a reaction", { type: "messageReaction", reactionsAdded: [{ type: "like" }] }],
    ["a typing mark", { type: "typing" }],
    ["the end of a conversation", { type: "endOfConversation" }],
  ])("%s gets no answer", async (_, more) => {
    const { status } = await on.fake.send({ ...on.fake.bodies.message({ user: ALICE }, "help"), ...more });
    expect(status).toBeLessThan(500);
    await sleep(50);
    expect(on.intents).toEqual([]);
    expect(on.fake.sees(ALICE)).toEqual([]);
  });
});

describe("submitting a form", () => {
  it("hands over what was filled in, with the key and ref of the form", async () => {
    on.answers(formReply({}, { ref: { id: "r1", version: 2 } }));
    const form = await on.fake.says(ALICE, "invite");
    on.answers(cardReply("Sent"));
    const card = await on.fake.submit(ALICE, form, { email: "new@example.com", reason: "a <b> & c" });
    expect(card).toMatchObject({ kind: "message", id: form.id, buttons: [] });
    expect(card?.text).toContain("Sent");
    expect(on.intents[1]).toMatchObject({
      ...{ kind: "submitted", command: "invitation.create", key: "key-1", ref: { id: "r1", version: 2 } },
      values: { email: "new@example.com", reason: "a <b> & c" },
    });
    expect(Object.keys((on.intents[1] as { values: object }).values).sort()).toEqual(["email", "reason"]);
  });

  it("shows errors under their fields and keeps what was typed", async () => {
    on.answers(formReply());
    const form = await on.fake.says(ALICE, "invite");
    on.answers(formReply({}, { errors: { email: verbatim("is a member already") } }));
    const again = await on.fake.submit(ALICE, form, { email: "a@example.com", reason: "because" });
    expect(again?.fields).toMatchObject([
      { name: "email", value: "a@example.com", error: "is a member already" },
      { name: "reason", value: "because" },
    ]);
    expect(again?.id).toBe(form.id);
  });

  it("shows an error that belongs to no field, and what was typed is still there", async () => {
    on.answers(formReply());
    const form = await on.fake.says(ALICE, "invite");
    on.answers(formReply({}, { errors: { form: verbatim("too many requests today") } }));
    const again = await on.fake.submit(ALICE, form, { email: "a@example.com", reason: "because" });
    expect(again?.text).toContain("too many requests today");
    expect(again?.fields.map(({ value }) => value)).toEqual(["a@example.com", "because"]);
  });

  it("keeps the key over an error, so that a doubled submit does nothing twice", async () => {
    on.answers(formReply());
    const form = await on.fake.says(ALICE, "invite");
    on.answers(formReply({}, { errors: { email: verbatim("no") } }));
    const again = await on.fake.submit(ALICE, form, { email: "a@example.com" });
    if (again) await on.fake.submit(ALICE, again, { email: "b@example.com" });
    expect(on.intents.slice(1).map(({ key }) => key)).toEqual(["key-1", "key-1"]);
  });

  it("turns into the code field; a new code can be asked for without typing one", async () => {
    on.answers(formReply());
    const form = await on.fake.says(ALICE, "invite");
    on.answers(formReply(CODE_FORM, { command: "request.verify", ref: { id: "r1", version: 1 } }));
    const code = await on.fake.submit(ALICE, form, { email: "a@example.com" });
    expect(code).toMatchObject({ id: form.id, fields: [{ name: "code", value: "" }] });
    expect(code?.buttons).toEqual(["Confirm", "Send a new code"]);
    const next = code && (await on.fake.press(ALICE, code, "Send a new code"));
    expect(on.intents.at(-1)).toMatchObject({
      kind: "pressed",
      command: "request.code",
      ref: { id: "r1", version: 1 },
    });
    if (next) await on.fake.submit(ALICE, next, { code: "12345678" });
    expect(on.intents.at(-1)).toMatchObject({ command: "request.verify", values: { code: "12345678" } });
  });

  it("with every kind of field gives the values as the form has them", async () => {
    const options = ["a", "b", "c"].map((value) => ({ value, label: verbatim(`Option ${value} *`) }));
    const fields = [
      { kind: "choices" as const, name: "roles", label: verbatim("Roles"), options },
      { kind: "choice" as const, name: "access", label: verbatim("Access"), options },
      { kind: "date" as const, name: "until", label: verbatim("Until"), optional: true as const },
      { kind: "choices" as const, name: "none", label: verbatim("None"), options, optional: true as const },
    ];
    on.answers(formReply({ fields }, { values: { access: "b", until: "2027-01-31" } }));
    const form = await on.fake.says(ALICE, "invite");
    expect(form.fields.map(({ value }) => [value].flat().join())).toEqual(["", "b", "2027-01-31", ""]);
    expect(form.fields[0]?.options).toEqual(["Option a *", "Option b *", "Option c *"]);
    await on.fake.submit(ALICE, form, { roles: ["Option a *", "c"] });
    const { values } = on.intents[1] as { values: Record<string, unknown> };
    expect(values).toMatchObject({ access: "b", until: "2027-01-31" });
    expect([values.roles].flat().join()).toBe("a,c");
  });

  it("delivered five times at once is submitted once", async () => {
    on.answers(formReply());
    const form = await on.fake.says(ALICE, "invite");
    const [action] = on.fake.cardOf(ALICE, form).actions as Json[];
    const body = on.fake.bodies.execute({ user: ALICE }, form.id, { ...action, data: action?.data });
    const answers = await Promise.all(Array.from({ length: 5 }, () => on.fake.send(body)));
    expect(on.intents).toHaveLength(2);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(answers.filter(({ text }) => text.includes("received this already"))).toHaveLength(4);
  });
});

describe("what comes back changed", () => {
  const DATA: [string, unknown][] = [
    ["nothing", {}],
    ["no object", "approve"],
    ["another version", { v: 0, command: "x", once: "k" }],
    ["no command", { v: 1, once: "k" }],
    ["a command that is none", { v: 1, command: { $ne: 1 }, once: "k" }],
    ["a ref that is none", { v: 1, command: "x", once: "k", ref: { id: "r1", version: "1" } }],
    ["a key that is too long", { v: 1, command: "x", once: "k".repeat(65) }],
    ["a prototype", JSON.parse('{"v":1,"__proto__":{"command":"x"}}')],
  ];

  it.each(DATA)("A9: a button that carries %s gets a sentence", async (_, data) => {
    on.answers(cardReply("Old", [{ label: "Go", command: "x" }]));
    const old = await on.fake.says(ALICE, "");
    const action = { type: "Action.Execute", verb: "countersign", data };
    const { status, json } = await on.fake.send(on.fake.bodies.execute({ user: ALICE }, old.id, action));
    expect(status).toBe(200);
    expect(JSON.stringify(json)).toMatch(/older version/);
    expect(on.intents).toHaveLength(1);
  });

  it("A9: a dialog that sends something unreadable gets a sentence", async () => {
    for (const verb of ["fetch", "submit"] as const) {
      const { status, json } = await on.fake.send(on.fake.bodies.task({ user: ALICE }, verb, { v: 9 }));
      expect(status).toBe(200);
      expect(JSON.stringify(json)).toMatch(/older version/);
    }
    expect(on.intents).toEqual([]);
  });

  it("A9: what nobody asked for is no value, and values are texts", async () => {
    on.answers(formReply());
    const form = await on.fake.says(ALICE, "invite");
    const [action] = on.fake.cardOf(ALICE, form).actions as Json[];
    const data = { ...(action?.data as Json), email: { $gt: "" }, reason: ["a", 7], by: "admin", __proto__: null };
    const { status } = await on.fake.send(on.fake.bodies.execute({ user: ALICE }, form.id, { ...action, data }));
    expect(status).toBe(200);
    const values = (on.intents[1] as { values?: Record<string, unknown> } | undefined)?.values ?? {};
    for (const value of Object.values(values).flat()) expect(typeof value).toBe("string");
    expect(on.intents[1]?.by.user ?? ALICE).toBe(ALICE);
  });
});

describe("pressing a button in the personal chat", () => {
  const to = () => ({ platform: "teams", tenant: on.fake.tenant, kind: "person", id: ALICE }) as const;
  const card = { title: verbatim("Request 9"), buttons: [{ label: verbatim("Approve"), command: "request.approve" }] };

  it("in a message opens the form below, and the message stays as it is", async () => {
    await on.teams.sender.post(to(), card, "en");
    on.answers(formReply(CODE_FORM));
    const [message] = on.fake.sees(ALICE);
    const form = message && (await on.fake.press(ALICE, message, "Approve"));
    expect(form).toMatchObject({ kind: "message", fields: [{ name: "code" }] });
    expect(form?.id).not.toBe(message?.id);
    expect(on.fake.sees(ALICE).find(({ id }) => id === message?.id)?.buttons).toEqual(["Approve"]);
  });

  it("in a list turns the page over", async () => {
    on.answers(cardReply("Page 1", [{ label: "Next", command: "member.list" }]));
    const list = await on.fake.says(ALICE, "members");
    on.answers(cardReply("Page 2"));
    await on.fake.press(ALICE, list, "Next");
    expect(on.fake.sees(ALICE).map(({ text }) => text)).toEqual(["Page 2"]);
    expect(on.intents[1]).toMatchObject({ kind: "pressed", command: "member.list", ref: { id: "r1", version: 3 } });
  });

  it("that answers with a sentence leaves the sentence to be read", async () => {
    await on.teams.sender.post(to(), card, "en");
    on.answers(said("This request was decided already."));
    const [message] = on.fake.sees(ALICE);
    const seen = message && (await on.fake.press(ALICE, message, "Approve"));
    expect(seen?.text).toContain("This request was decided already.");
  });

  it("of a slow product still gets an answer within 3 seconds, and then the answer", async () => {
    on.answers(formReply());
    const form = await on.fake.says(ALICE, "invite");
    on.answers(async () => {
      await sleep(3_500);
      return cardReply("Sent at last");
    });
    const since = on.fake.version();
    const first = await on.fake.submit(ALICE, form, { email: "a@example.com" });
    if (!first?.text.includes("Sent at last")) await sleep(1_500);
    expect(on.fake.sees(ALICE).some(({ text }) => text.includes("Sent at last"))).toBe(true);
    expect(on.fake.version()).toBeGreaterThan(since);
  }, 15_000);
});

describe("what people typed", () => {
  const nasty = "[Approve](https://evil.example) **bold** _x_ <at>Bob</at> &lt; \\ # 1. - `c`";

  it("C10: is shown in cards as it was typed, without links or emphasis", async () => {
    const fact = { label: verbatim("Reason"), value: verbatim(nasty) };
    on.answers({
      kind: "card",
      card: { title: verbatim(nasty), body: [verbatim(nasty)], facts: [fact], items: [{ title: verbatim(nasty) }] },
    });
    const seen = await on.fake.says(ALICE, "request");
    expect(seen.links).toEqual([]);
    expect(seen.text.split(nasty)).toHaveLength(5);
  });

  it("C10: is shown in plain answers as it was typed", async () => {
    on.answers(said(nasty));
    const seen = await on.fake.says(ALICE, "x");
    expect(seen.text).toBe(nasty);
    expect(seen.links).toEqual([]);
  });

  it("C10: has no characters that turn text round or that nobody sees", async () => {
    on.answers(said("abc\u202Edef\u200Bghi\u2066"));
    expect((await on.fake.says(ALICE, "x")).text).toBe("abcdefghi");
  });

  it("a link leads out of the chat by a button", async () => {
    const link = { label: verbatim("Activate"), url: "https://x.test/a" };
    on.answers({ kind: "card", card: { title: verbatim("Welcome"), links: [link] } });
    expect((await on.fake.says(ALICE, "x")).links).toEqual([{ label: "Activate", url: "https://x.test/a" }]);
  });
});
