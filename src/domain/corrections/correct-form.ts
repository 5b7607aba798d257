import { z } from "zod";
import { normalizedEmail } from "../../core/email-address.ts";
import type { Field } from "../../core/form.ts";
import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import type { Actor } from "../access/actor.ts";
import { can } from "../access/grant.ts";
import { nameOf } from "../access/person-name.ts";
import { optionalReason } from "../access/reason-field.ts";
import type { Context, Filled, Instead } from "../command.ts";
import { listAllMembers } from "../members/commands.ts";
import { findTarget } from "../members/target.ts";
import { ADDRESS_HOURS } from "./address.ts";

/** For others than oneself. */
export const NEEDS = "member:edit";

export const correctFields: readonly Field[] = [
  { kind: "text", name: "name", label: text("field.label.person-name"), maxLength: 200, optional: true },
  {
    ...{ kind: "email", name: "email", label: text("field.label.address") },
    hint: text("field.hint.address", { hours: ADDRESS_HOURS }),
  },
  optionalReason,
];

/** The form with what is so now; nobody named: the list to choose from or, for who may correct nobody else, oneself. */
export async function correctForm(context: Context, words?: string): Promise<Filled | Instead> {
  const member = await whoIsCorrected(context, words);
  if (!member) return { reply: (await listAllMembers.run(context)).reply };
  const form = {
    title: text("correct.title"),
    intro: [text("correct.intro", { who: nameOf(member) })],
    fields: [...correctFields],
    submit: text("button.continue"),
  };
  const values = { name: member.name ?? "", email: member.email, ...(words === undefined && context.values) };
  return { form, values, ref: { id: member.id, version: 1 } };
}

/** Who may correct nobody else learns nothing of anybody else here, not even whether there is somebody. */
export async function whoIsCorrected(context: Context, words?: string): Promise<Actor | null> {
  const { actor, ref, values } = context;
  if (can(actor, NEEDS)) return findTarget(context, words);
  const id = ref?.id ?? z.uuid().safeParse(values.memberId).data ?? actor.id;
  const who = normalizedEmail((words ?? String(values.member ?? "")).trim());
  if (id === actor.id && (who === "" || who === actor.email)) return actor;
  throw new Refusal(text("refused.permission", { permission: NEEDS }), { forbidden: true });
}
