import { sha256 } from "../../core/keys.ts";
import { Refusal } from "../../core/refusal.ts";
import { sql } from "../../db/sql.ts";
import { text } from "../../text/text.ts";
import { can, canOn } from "../access/grant.ts";
import { nameOf } from "../access/person-name.ts";
import { answer, type Context, type Step } from "../command.ts";
import { findMember } from "../members/store.ts";
import { whoIs } from "../members/target.ts";
import { codeField, codeForm, codeSentTo, isSentAgain, sendAgain } from "../verification/code-form.ts";
import { spend } from "../verification/proof.ts";
import { codesSince, sendCode } from "../verification/send-code.ts";
import { lockRecentCodes } from "../verification/store.ts";
import { ADDRESS_HOURS, type AddressChange, hoursAfter, stateOf } from "./address.ts";
import { confirmAddress, endAddress, findAddress, isTakenNow } from "./address-store.ts";
import { addressCard, refOf } from "./cards.ts";
import { NEEDS } from "./correct-form.ts";

const CONFIRM = "address.confirm";
const STOP = "address.stop";

/**
 * The member says in a chat of theirs that a new address is theirs, with a code that was sent there. Nobody else can: an
 * address that others have asked for must not be a way to become this member, so there is no link to it by mail.
 */
export const confirmNewAddress: Step = {
  name: CONFIRM,
  needs: "member",
  fields: [codeField],
  proof: true,
  async open(context) {
    const { tx, organization, actor, values, now, reshow } = context;
    const change = await ownAddress(context);
    if (stateOf(change, now) !== "asked") return answer({ kind: "card", card: addressCard(change, now) });
    const reply = confirmForm(context, change);
    if (reshow) return answer(reply);
    const recent = await lockRecentCodes(tx, organization.id, actor.id, codesSince(now));
    const wanted = { organizationId: organization.id, holder: { member: actor.id }, memberId: actor.id, now };
    const sent = { purpose: purposeOf(change), sentTo: change.email, again: values.anew === "yes" };
    return { reply, ...sendCode({ ...wanted, ...sent }, recent) };
  },
  async submit(context) {
    const { tx, organization, now, proof } = context;
    const change = await ownAddress(context);
    if (stateOf(change, now) !== "asked") return answer({ kind: "card", card: addressCard(change, now) });
    const { writes } = spend(organization.id, { ...purposeOf(change), proof, now });
    if (await isTakenNow(tx, organization.id, change.id)) throw new Refusal(text("refused.address-taken"));
    const late = () => new Refusal(text("refused.address-ended"));
    const confirmed = { ...change, state: "confirmed" as const, activeAt: hoursAfter(now, ADDRESS_HOURS) };
    return {
      reply: { kind: "card", card: addressCard(confirmed, now) },
      events: [{ kind: "address.confirmed", addressId: change.id, memberId: change.member.id }],
      writes: [...writes, confirmAddress(organization.id, change.id, now, late)],
    };
  },
};

/** Leaves the old address, asked first: by the member, or by who could have asked for the new one. It gives nothing. */
export const stopNewAddress: Step = {
  name: STOP,
  needs: "member",
  fields: [],
  proof: false,
  async open(context) {
    const { now, key } = context;
    const change = await addressToStop(context);
    if (!isOpen(change, now)) return answer({ kind: "card", card: addressCard(change, now) });
    const { email, before, member } = change;
    const form = {
      title: text("address.stop.title"),
      intro: [text("address.stop.intro", { who: nameOf(member), email, before })],
      fields: [],
      submit: text("button.stop-address"),
    };
    return answer({ kind: "form", command: STOP, form, key, ref: refOf(change) });
  },
  async submit(context) {
    const { organization, now } = context;
    const change = await addressToStop(context);
    if (!isOpen(change, now)) return answer({ kind: "card", card: addressCard(change, now) });
    const { id, member } = change;
    return {
      reply: { kind: "card", card: addressCard({ ...change, state: "stopped" }, now) },
      events: [{ kind: "address.ended", addressId: id, memberId: member.id, state: "stopped" }],
      writes: [endAddress(organization.id, id, "stopped", () => new Refusal(text("refused.address-ended")))],
    };
  },
};

function isOpen(change: AddressChange, now: Date): boolean {
  return ["asked", "confirmed"].includes(stateOf(change, now));
}

function purposeOf({ id, email }: AddressChange) {
  return { command: CONFIRM, subject: id, version: 1, digest: sha256(`${CONFIRM} ${id} ${email}`) };
}

function confirmForm(context: Context, change: AddressChange) {
  const ref = refOf(change);
  const form = codeForm({
    title: text("address.confirm.title"),
    intro: [
      text("address.confirm.intro", { email: change.email, hours: ADDRESS_HOURS }),
      codeSentTo(change.email, isSentAgain(context)),
    ],
    submit: text("button.confirm"),
    again: sendAgain(CONFIRM, ref),
  });
  return { kind: "form", command: CONFIRM, form, key: context.key, ref } as const;
}

async function ownAddress(context: Context): Promise<AddressChange> {
  const { actor, ref } = context;
  const change = await find(context, ref ? { id: ref.id } : { memberId: actor.id });
  if (change?.member.id === actor.id) return change;
  throw nothingThere();
}

async function addressToStop(context: Context): Promise<AddressChange> {
  const { ref } = context;
  const memberId = ref ? null : await whoseAddress(context);
  const change = ref ? await find(context, { id: ref.id }) : memberId && (await find(context, { memberId }));
  if (change && mayStop(context, change)) return change;
  throw nothingThere();
}

/** Of the member whose address or mention was typed, or oneself. */
async function whoseAddress(context: Context): Promise<string | null> {
  const { tx, organization, actor, values, now } = context;
  const who = String(values.member ?? "").trim();
  if (who === "") return actor.id;
  return (await findMember(tx, organization.id, whoIs(context, who), now))?.member.id ?? null;
}

function mayStop({ actor }: Context, { member }: AddressChange): boolean {
  return (
    actor.id === member.id || (can(actor, NEEDS) && member.grants.every(({ scope }) => canOn(actor, NEEDS, scope)))
  );
}

function find({ tx, organization, now }: Context, which: Parameters<typeof findAddress>[2]) {
  return findAddress(tx, organization.id, which, sql`${now}::timestamptz`);
}

/** The same for somebody who may not: nobody learns whose address is to be which. */
const nothingThere = (): Refusal => new Refusal(text("refused.no-address-change"));
