import type { Card } from "../../core/card.ts";
import { isEmail } from "../../core/form.ts";
import { Refusal } from "../../core/refusal.ts";
import { text, verbatim } from "../../text/text.ts";
import { can } from "../access/actor.ts";
import type { Asked, Query } from "../command.ts";
import { memberCard } from "./cards.ts";
import { findMember, listMembers, PAGE } from "./store.ts";

/** Everybody of the organization, a page at a time, by address. */
export const listAllMembers: Query = {
  name: "member.list",
  needs: "member:edit",
  async run({ tx, actor, values }) {
    const rows = await listMembers(tx, actor.organization.id, String(values.after ?? ""));
    const page = rows.slice(0, PAGE);
    const items = page.map((row) => ({
      title: verbatim(row.email),
      detail: text("member.item", { state: row.state, roles: row.grants.map(({ role }) => role.name) }),
      button: { label: text("button.open"), command: "member.show", values: { member: row.email } },
    }));
    const last = page.at(-1)?.email;
    const more =
      rows.length > PAGE && last
        ? [{ label: text("button.next-page"), command: "member.list", values: { after: last } }]
        : [];
    const body = items.length === 0 ? [text("member.list.none")] : [];
    return { kind: "card", card: { title: text("member.list.title"), body, items, buttons: more } };
  },
};

/** One member; oneself always, others for those who manage people. */
export const showMember: Query = {
  name: "member.show",
  needs: "member",
  async run(asked) {
    const { tx, actor, values } = asked;
    const member = await findMember(tx, actor.organization.id, whoIs(asked, String(values.member ?? "")));
    const isSelf = member?.id === actor.id;
    if (!isSelf && !can(actor, "member:edit")) {
      throw new Refusal(text("refused.permission", { permission: "member:edit" }), { forbidden: true });
    }
    if (!member) throw new Refusal(text("refused.no-such-member", { who: String(values.member ?? "") }));
    const card: Card = memberCard(member, actor.organization.accounts);
    return { kind: "card", card };
  },
};

/** Nobody named means oneself; `<@id>` is a mention in the same workspace; else it has to be an address. */
function whoIs({ actor, account }: Asked, who: string) {
  if (who === "") return { email: actor.email };
  const mention = /^<@([^<>@|\s]{1,64})>$/.exec(who);
  if (mention?.[1]) return { platform: account.platform, tenant: account.tenant, user: mention[1] };
  if (!isEmail(who)) throw new Refusal(text("refused.not-a-member-name", { who }));
  return { email: who.toLowerCase() };
}
