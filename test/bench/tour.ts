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
  for (const by of [ada, grace])
    await product.handle({ kind: "typed", where: "command", text: "help", by, key: randomUUID(), locale: "en" });
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
  return steps;
}
