import type { Card, Item } from "../../core/card.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import type { Actor, Organization } from "../access/actor.ts";

/** What is typed after `/team`, and what it does. */
export type Typed = { words?: string; usage?: string; about?: Text };

const GROUPS = [
  { title: text("help.you"), words: ["help", "home", "ask", "address", "security"] },
  { title: text("help.inviting"), words: ["invite", "invitations", "import"] },
  { title: text("help.members-of"), words: ["members", "member", "whocan", "change", "give", "correct"] },
  { title: text("help.leaving"), words: ["suspend", "reinstate", "remove"] },
  { title: text("help.roles-of"), words: ["roles", "role"] },
  { title: text("help.accounts-of"), words: ["accounts", "account"] },
  { title: text("help.conflicts-of"), words: ["conflicts", "conflict"] },
  { title: text("help.requests-of"), words: ["requests", "withdraw", "history"] },
];

/** The place of a command's group, by its first word; -1 if it has none. */
export function groupOf({ words = "" }: Typed): number {
  const [first = ""] = words.split(" ");
  return GROUPS.findIndex((group) => group.words.includes(first));
}

/** These commands, grouped by what they are about, in the order of the catalogue; what has no group comes last. */
export function helpCard(commands: readonly Typed[], actor: Actor, organization: Organization): Card {
  const groups = [...GROUPS, { title: text("help.others") }];
  const typed = commands.filter(({ words }) => words);
  return {
    title: text("help.title"),
    body: [text("help.intro", { email: actor.email, organization: organization.name })],
    items: groups.flatMap(({ title }, at) => {
      return groupItem(
        title,
        typed.filter((command) => groups.at(groupOf(command)) === groups[at]),
      );
    }),
  };
}

/** A heading and a line for each command. Nothing for none. */
function groupItem(title: Text, commands: readonly Typed[]): Item[] {
  const [first, ...more] = commands.map(lineOf);
  if (!first) return [];
  return [{ title, detail: more.reduce((before, line) => text("help.lines", { before, line }), first) }];
}

function lineOf({ words = "", usage = "", about }: Typed): Text {
  const said = text("help.words", { words, usage });
  return about ? text("help.line", { words: said, about }) : said;
}
