import { Refusal } from "../../core/refusal.ts";
import { text, verbatim } from "../../text/text.ts";
import { can } from "../access/grant.ts";
import { nameOf } from "../access/person-name.ts";
import { answer, type Query } from "../command.ts";
import { memberCard } from "./cards.ts";
import { findMember, listMembers, PAGE } from "./store.ts";
import { whoIs } from "./target.ts";

/** Everybody of the organization, a page at a time, by address. */
export const listAllMembers: Query = {
  name: "member.list",
  needs: "member:edit",
  async run({ tx, organization, values, now }) {
    const members = await listMembers(tx, organization.id, String(values.after ?? ""), now);
    const page = members.slice(0, PAGE);
    const items = page.map(({ name, email, state, grants }) => ({
      title: verbatim(nameOf({ name, email })),
      detail: text("member.item", { state: text(`member.state.${state}`), roles: grants.map(({ role }) => role.name) }),
      button: { label: text("button.open"), command: "member.show", values: { member: email } },
    }));
    const last = page.at(-1)?.email;
    const more =
      members.length > PAGE && last
        ? [{ label: text("button.next-page"), command: "member.list", values: { after: last } }]
        : [];
    const body = items.length === 0 ? [text("member.list.none")] : [];
    return answer({ kind: "card", card: { title: text("member.list.title"), body, items, buttons: more } });
  },
};

/** One member; oneself always, others for those who manage people. Nobody named: the list, or oneself. */
export const showMember: Query = {
  name: "member.show",
  needs: "member",
  async run(context) {
    const { tx, organization, actor, values, now } = context;
    const who = String(values.member ?? "").trim();
    if (who === "" && can(actor, "member:edit")) return listAllMembers.run(context);
    const wanted = who === "" ? { email: actor.email } : whoIs(context, who);
    const found = await findMember(tx, organization.id, wanted, now);
    if (found?.member.id !== actor.id && !can(actor, "member:edit")) {
      throw new Refusal(text("refused.permission", { permission: "member:edit" }), { forbidden: true });
    }
    if (!found) throw new Refusal(text("refused.no-such-member", { who: text("typed", { typed: who }) }));
    return answer({ kind: "card", card: memberCard(found) });
  },
};
