import { Refusal } from "../../core/refusal.ts";
import { readPeople } from "../../text/read-people.ts";
import { text } from "../../text/text.ts";
import { can } from "../access/grant.ts";
import { answer, type Context, type Query } from "../command.ts";
import { memberCard } from "./cards.ts";
import { findMembers, findVocabulary } from "./find-store.ts";
import { listCard } from "./found-cards.ts";
import { findMember } from "./store.ts";
import { whoIs } from "./target.ts";
import { MOST_CHARACTERS, MOST_WORDS, phrasesOf, tokensOf, understood, type Wanted } from "./wanted.ts";

/** Everybody of the organization or, with words, those whom they describe; a page at a time. */
export const listAllMembers: Query = {
  name: "member.list",
  needs: "member:edit",
  async run(context) {
    const { tx, organization, values, now } = context;
    const typed = String(values.words ?? "").trim();
    const tokens = tokensOf(typed);
    if (tokens.length === 1 && readPeople(typed).mentions.length === 1)
      return showMember.run({ ...context, values: { member: typed } });
    if (tokens.length > MOST_WORDS || typed.length > MOST_CHARACTERS)
      throw new Refusal(text("refused.long-search", { most: MOST_WORDS }));
    const wanted = await wantedBy(context, tokens);
    const behind = { at: String(values.at ?? ""), email: String(values.after ?? "") };
    const page = await findMembers(tx, organization.id, wanted, { behind, now });
    return answer({ kind: "card", card: listCard(page, wanted, typed) });
  },
};

async function wantedBy({ tx, organization }: Context, tokens: readonly string[]): Promise<Wanted> {
  const isAsked = tokens.length > 0;
  const vocabulary = isAsked && (await findVocabulary(tx, organization.id, phrasesOf(tokens)));
  return understood(tokens, vocabulary || { roles: [], accounts: [] });
}

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
    const page = /^[0-9]{1,4}$/.test(String(values.page)) ? Number(values.page) : 1;
    return answer({ kind: "card", card: memberCard(found, page, { withRules: can(actor, "member:edit") }) });
  },
};
