import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import { visibleName } from "../../text/visible.ts";
import { covers, type Scope } from "../access/account.ts";
import type { Actor } from "../access/actor.ts";
import { canOn, scopeOf } from "../access/grant.ts";

export const NEEDS = "merchant-account:manage" as const;

/** UTF-16 code units, as forms count them. */
export const NAME_LONGEST = 80;

/** The name that somebody typed, in one line and without what nobody sees: two that look alike are alike. */
export function accountName(said: string): string {
  const name = visibleName(said).normalize("NFC").replace(/\s+/g, " ").trim();
  if (name === "") throw new Refusal(text("field.required"), { field: "name" });
  if (name.length > NAME_LONGEST)
    throw new Refusal(text("field.too-long", { max: NAME_LONGEST, length: name.length }), { field: "name" });
  return name;
}

/** What holds for one account gives no right over another, nor over those to come. */
export function mayManage(actor: Actor, scope: Scope): boolean {
  return canOn(actor, NEEDS, scope);
}

export function mayRead(actor: Actor, accountId: string): boolean {
  return covers(scopeOf(actor.grants, "account:read"), [accountId]);
}
