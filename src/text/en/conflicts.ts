import type { AccountName } from "../account-name.ts";
import type { SideName } from "../side-name.ts";
import { command, count, list, time } from "./format.ts";
import { accountList } from "./names.ts";
import { permissionName } from "./permissions.ts";

type Both = { sides: readonly SideName[] };
/** `on`: the first merchant accounts by name; null for all of them. */
type Places = { on: AccountName[] | null; more: number };
/** `isMore`: so many hold both that not all of them were looked at. */
type People = { people: string[]; others: number; isMore: boolean };

export const conflicts = {
  "refused.sides-meet": (p: Both & Places & { who: string | null }) =>
    `${meeting(p)} Choose another role or other merchant accounts, or first have one of the two taken away.`,
  "refused.sides-meet-by-role": (p: Both & Places & { who: string | null }) =>
    `${meeting(p)} Leave that permission out of the role, or first take one of the two away from them.`,
  "refused.sides-meet-by-group": (p: Both & Places & { who: string | null }) =>
    `${meeting(p)} Leave those merchant accounts out of the group, or first take one of the two away from them.`,
  "refused.sides-meet-again": (p: Both & Places & { who: string | null }) =>
    `${meeting(p)} First take one of the two away from them.`,
  "refused.role-holds-both": (p: Both & { role: string }) =>
    `The role ${p.role} would have both ${bothOf(p)}. These must not meet in one person, so nobody could be given the role. Leave one of them out.`,
  "refused.conflict-everywhere": () =>
    "For this you need a role that permits to manage the policy on all merchant accounts. Please ask an administrator.",
  "refused.no-such-conflict": () => `There is no such rule. See ${command("conflicts")}.`,
  "refused.unknown-side": (p: { name: string; nearest: string | null }) =>
    `There is no role and no permission “${p.name}”.${p.nearest ? ` Did you mean ${p.nearest}?` : ""} A permission is written like “approve requests”.`,
  "conflict.list.title": () => "What must not meet in one person",
  "conflict.list.intro": () =>
    "Nobody is given both sides of a rule on the same merchant account. Who had both before the rule came keeps them, and is named here.",
  "conflict.none": () => `There is no such rule. Set one with ${command("conflict add")}.`,
  "conflict.which": () => "Which rule?",
  "conflict.title": (p: Both) => capital(bothOf(p)),
  "conflict.sides": (p: Both) => p.sides.map((side) => `• ${sideOf(side)}`).join("\n"),
  "conflict.against": (p: People) => againstOf(p),
  "conflict.against-line": (p: People) =>
    p.people.length === 0 && !p.isMore ? "Nobody has both." : `Has both: ${againstOf(p)}`,
  "conflict.roles-with-both": (p: { roles: string[] }) =>
    `${list(p.roles)}. Nobody can be given such a role while the rule is there.`,
  "conflict.where": (p: Places) => capital(onPlaces(p).trim()) || "On some merchant accounts",
  "conflict.held": (p: { rules: (Both & Places)[]; others: number }) =>
    [
      ...p.rules.map((one) => `Has both ${bothOf(one)}${onPlaces(one)}.`),
      ...(p.others > 0 ? [`And ${count(p.others, { one: "other rule", other: "other rules" })}.`] : []),
    ].join("\n"),
  "conflict.since": (p: { at: string }) => time(p.at),
  "conflict.fact.sides": () => "Must not meet",
  "conflict.fact.against": () => "Who has both today",
  "conflict.fact.roles": () => "Roles that have both by themselves",
  "conflict.fact.since": () => "Since",
  "conflict.fact.stands": () => "Against a rule",
  "conflict.label.first": () => "Role or permission",
  "conflict.label.second": () => "Must not meet with",
  "conflict.a-role": () => "A role, whatever it permits.",
  "conflict.a-permission": () => "A permission, whichever role gives it.",
  "conflict.add.title": () => "Set a rule",
  "conflict.add.intro": () =>
    "Choose what must not meet in one person on the same merchant account, such as paying and approving payments. Whoever has both already keeps them, and nobody is told.",
  "conflict.add.permissions": () =>
    "A permission counts whichever role gives it. A role counts by itself: a copy of it is another role.",
  "conflict.add.request": (p: Both) => `set the rule that ${bothOf(p)} must not meet`,
  "conflict.add.effect": () => "Nobody loses anything. From then on, nobody gets both on the same merchant account.",
  "conflict.delete.title": () => "Delete a rule",
  "conflict.delete.intro": (p: Both) => `Once the rule is deleted, somebody can be given both ${bothOf(p)}.`,
  "conflict.delete.request": (p: Both) => `delete the rule that ${bothOf(p)} must not meet`,
  "conflict.delete.effect": () => "From then on, one person can be given both.",
  "conflict.same": () => "Please choose two that are different.",
  "conflict.exists": () => `There is such a rule already. See ${command("conflicts")}.`,
  "conflict.gone": () => "This rule is no longer there.",
  "conflict.too-many": (p: { most: number }) =>
    `There are ${p.most} rules already, and no more are possible. Delete one first: ${command("conflict delete")}`,
  "button.conflicts": () => "What must not meet",
  "button.add-conflict": () => "Set a rule",
};

/** "the role Finance and the permission to approve requests" */
export function bothOf({ sides }: Both): string {
  return list(sides.map(sideOf));
}

function meeting(p: Both & Places & { who: string | null }): string {
  return `${p.who ?? "Whoever is invited"} would have both ${bothOf(p)}${onPlaces(p)}. These must not meet in one person on the same merchant account.`;
}

function sideOf(side: SideName): string {
  if ("permission" in side) return `the permission to ${permissionName(side.permission)}`;
  return `the role ${side.role}${side.deleted ? " (deleted)" : ""}`;
}

/** " on Berlin and 2 others"; nothing where the accounts have no name any more. */
function onPlaces({ on, more }: Places): string {
  if (on === null) return " on all merchant accounts";
  if (on.length === 0) return "";
  if (more === 0) return ` on ${accountList(on)}`;
  return ` on ${list([...on.map((name) => accountList([name])), count(more, { one: "other", other: "others" })])}`;
}

function againstOf({ people, others, isMore }: People): string {
  if (people.length === 0) return isMore ? "not everybody was looked at" : "nobody";
  const some = others > 0 ? `at least ${count(others, { one: "other", other: "others" })}` : "perhaps others";
  const rest = isMore ? some : count(others, { one: "other", other: "others" });
  return others > 0 || isMore ? list([...people, rest]) : list(people);
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
