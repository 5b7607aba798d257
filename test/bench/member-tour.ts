import type { Reply } from "../../src/core/conversation.ts";
import type { Ref, Values } from "../../src/core/ref.ts";
import { emailOf } from "./seed.ts";
import { accountOf, type Form, formOf, type Traveller } from "./traveller.ts";

const [ada, grace] = [accountOf(1), accountOf(2)];
/** The member whose roles are changed, who is suspended and comes back. */
const CHANGED = emailOf(50);

/** Every change of a member, and a new role, each asked for, proved and approved. */
export async function memberTour(traveller: Traveller, round: number): Promise<void> {
  await changed(traveller, "/team give", `${CHANGED} finance for 8 hours`, { access: "all" });
  await changed(traveller, "/team ask", "operations for 8 hours", { access: "all" });
  await changeOfGrant(traveller);
  traveller.product.forward({ hours: 9 });
  await suspended(traveller);
  await changed(traveller, "/team reinstate", CHANGED, {});
  await lost(traveller);
  // Nobody who is used elsewhere, and another one each time.
  await changed(traveller, "/team remove", emailOf(60 + round), { reason: "has left" });
  traveller.product.forward({ hours: 2 });
  const role = { purpose: "made on the way", permissions: ["transaction:read"] };
  await changed(traveller, "/team role add", `Role ${round}`, role);
  traveller.product.forward({ hours: 25 });
}

/** Asks for a change in words, proves who asks, and has it approved. */
async function changed(traveller: Traveller, command: string, words: string, values: Values): Promise<void> {
  const form = formOf(await traveller.type(ada, `${command} ${words}`));
  await decided(traveller, command, await traveller.submit(ada, form, values, command));
}

/** The app of the member is taken off. */
async function lost(traveller: Traveller): Promise<void> {
  const { db, organizationId } = traveller.product;
  await db.sql(
    `INSERT INTO authenticator (id, organization_id, member_id, sealed, created_at, confirmed_at, active_at)
     SELECT gen_random_uuid(), organization_id, id, 'nothing', now(), now(), now() FROM member
     WHERE organization_id = $1 AND email = $2`,
    [organizationId, CHANGED],
  );
  await changed(traveller, "/team security reset", CHANGED, { reason: "has called" });
}

/** The code alone is enough. */
async function suspended(traveller: Traveller): Promise<void> {
  const command = "/team suspend";
  const form = formOf(await traveller.type(ada, `${command} ${CHANGED}`));
  const asked = await traveller.submit(ada, form, {}, command);
  await traveller.confirm(ada, asked, emailOf(1), `the code of ${command}`);
}

/** One role of the member until another time, from the button on the member's card. */
async function changeOfGrant(traveller: Traveller): Promise<void> {
  const card = await traveller.type(ada, `member ${CHANGED}`);
  const form = formOf(await traveller.press(ada, "grant.change", buttonOf(card, "grant.change")));
  const until = { access: "all", accounts: [], ends: "hours", hours: "4" };
  await decided(traveller, "grant.change", await traveller.submit(ada, form, until));
}

async function decided(traveller: Traveller, command: string, form: Form): Promise<void> {
  const request = await traveller.confirm(ada, form, emailOf(1), `the code of ${command}`);
  const called = `approval of ${command}`;
  await traveller.press(grace, "request.approve", request, called);
  await traveller.submitCode("request.approve", grace, request, emailOf(2), called);
}

function buttonOf(reply: Reply, command: string): Ref {
  const items = reply.kind === "card" ? (reply.card.items ?? []) : [];
  const found = items.map(({ button }) => button).findLast((button) => button?.command === command)?.ref;
  if (!found) throw new Error(`no button for ${command}`);
  return found;
}
