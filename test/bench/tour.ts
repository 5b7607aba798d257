import { randomUUID } from "node:crypto";
import type { Ref } from "../../src/core/ref.ts";
import type { InProcess } from "./in-process.ts";
import { memberTour } from "./member-tour.ts";
import { ADMINISTRATORS, emailOf } from "./seed.ts";
import { accountOf, createTraveller, formOf, type Step } from "./traveller.ts";

const TYPED = [
  "help",
  "invitations",
  "members",
  `member ${emailOf(50)}`,
  "roles",
  "role finance",
  "role compare finance, operations",
  "role copy finance",
  "role change",
  "role delete",
  "conflicts",
  "requests",
  "withdraw",
  "security",
  "security who",
];

/** Ways to search, each told by itself: many fit, few fit, and by what is not in the address. */
const SEARCHED = [
  "members m",
  `members ${emailOf(50)}`,
  "members finance",
  "members admin online store",
  "members suspended",
  "members expiring",
  "members dormant",
  "whocan approve requests",
  "whocan see transactions on online store",
];

/** Every command of the product, once, each in the way that ends well; the clock goes on by more than a day. */
export async function tour(product: InProcess, round: number): Promise<Step[]> {
  const [ada, grace] = [accountOf(1), accountOf(2)];
  const traveller = createTraveller(product);
  const { steps, say, type, press, submit, submitCode, confirm } = traveller;

  let invited = "";
  async function invite(): Promise<Ref> {
    const email = `${randomUUID()}@example.org`;
    invited ||= email;
    const form = formOf(await type(ada, `invite ${email} finance`));
    return confirm(ada, await submit(ada, form, { access: "all", accounts: [] }, "/team invite"), emailOf(1));
  }

  /** It waits for its code. Another one each time, as only one request about a member is open. */
  async function correct(): Promise<void> {
    const form = formOf(await type(ada, `correct ${emailOf(70 + round)}`));
    await submit(ada, form, { name: "Corrected" }, "/team correct");
  }

  /** An address that was asked for is confirmed, and then not wanted after all. */
  async function moves(): Promise<void> {
    const email = `${randomUUID()}@example.org`;
    await product.db.sql(
      `INSERT INTO address_change (id, organization_id, member_id, before, email, state, created_at, expires_at)
       SELECT gen_random_uuid(), organization_id, id, email, $1, 'asked', now() + interval '10 years', now() + interval '20 years'
       FROM member WHERE organization_id = $3 AND email = $2`,
      [email, emailOf(1), product.organizationId],
    );
    const { ref } = formOf(await type(ada, "address"));
    if (!ref) throw new Error("the form is about no address");
    await submitCode("address.confirm", ada, ref, email);
    await type(ada, "address stop");
    await say("submit of address.stop", ada, { kind: "submitted", command: "address.stop", ref, values: {} });
  }

  /** Read, looked at and asked for; it waits for its code. */
  async function importFile(): Promise<void> {
    await product.handle({ kind: "typed", where: "command", text: "help", by: ada, key: randomUUID(), locale: "en" });
    const people = [`${randomUUID()}@example.org,finance,all`, `${emailOf(50)},developer,online store`, "nobody,,"];
    const file = ["email,roles,accounts", ...people].join("\n");
    await type(ada, "import");
    const values = { file, "file.name": "people.csv" };
    await say("submit of import.read", ada, { kind: "submitted", command: "import.read", values });
    await type(ada, "import rows");
    const { ref } = formOf(await type(ada, "import ask"));
    if (!ref) throw new Error("the form is about no file");
    await say("submit of member.import", ada, { kind: "submitted", command: "member.import", ref, values: {} });
  }

  // The third administrator asks for no code elsewhere: those of the load must be within the limits.
  async function link(): Promise<void> {
    const stranger = { platform: "teams", tenant: randomUUID(), user: "somebody" } as const;
    await product.connect(stranger);
    const { command } = formOf(
      await say("/team of a stranger", stranger, { kind: "typed", where: "command", text: "" }),
    );
    const values = { email: emailOf(ADMINISTRATORS) };
    const { ref } = formOf(await say("submit of identity.link", stranger, { kind: "submitted", command, values }));
    if (ref) await submitCode("identity.confirm", stranger, ref, emailOf(ADMINISTRATORS));
  }

  /** The invitation that was approved is sent again, and then revoked. */
  async function rescue(): Promise<void> {
    const open = async (command: string) => {
      const shown = await product.handle({
        ...{ kind: "typed", where: "command", text: `invitations ${invited}` },
        ...{ by: ada, key: randomUUID(), locale: "en" },
      });
      const buttons = shown.kind === "card" ? (shown.card.buttons ?? []) : [];
      const ref = buttons.find((button) => button.command === command)?.ref;
      if (!ref) throw new Error(`no button for ${command}`);
      await press(ada, command, ref);
      await say(`submit of ${command}`, ada, { kind: "submitted", command, ref, values: {} });
    };
    await open("invitation.renew");
    await open("invitation.revoke");
  }

  // Once an hour it is noted how a member reads: not part of what each command costs.
  const isSeen = (by: typeof ada) =>
    product.handle({ kind: "typed", where: "command", text: "help", by, key: randomUUID(), locale: "en" });
  for (const by of [ada, grace]) await isSeen(by);
  for (const text of TYPED) await type(ada, text);
  for (const text of SEARCHED) await say(`/team ${text}`, ada, { kind: "typed", where: "command", text });
  const approved = await invite();
  await press(grace, "request.show", approved);
  await press(grace, "request.approve", approved);
  await submitCode("request.approve", grace, approved, emailOf(2));
  const denied = await invite();
  await press(grace, "request.deny", denied);
  const reason = { comment: "not this year" };
  await say("submit of request.deny", grace, {
    kind: "submitted",
    command: "request.deny",
    ref: denied,
    values: reason,
  });
  const withdrawn = await invite();
  await press(ada, "request.withdraw", withdrawn);
  await say("submit of request.withdraw", ada, {
    kind: "submitted",
    command: "request.withdraw",
    ref: withdrawn,
    values: {},
  });
  // Behind the others, so that it has requests to name.
  await type(ada, "history");
  await rescue();
  await link();
  product.forward({ hours: 25 });
  await memberTour(traveller, round);
  await isSeen(ada);
  await correct();
  await moves();
  await importFile();
  product.forward({ hours: 25 });
  return steps;
}
