import type { Values } from "../../src/core/ref.ts";
import type { About } from "./matrix-world.ts";

/** What comes of it when it is submitted; with "!" its form is refused as well. Two: for Admin, and Admin on Berlin. */
type Outcome = string | readonly [string, string];

export type Row = {
  command?: string;
  about?: About;
  values?: Values;
  /** the merchant account that its form names; else Berlin */
  place?: "Lima";
  /** the actors for whom something else comes of it than the rule for everybody says */
  actors: Readonly<Record<string, string>>;
  /** the same by what the member is whom it is about, for those who may do it at all */
  targets?: Readonly<Record<string, Outcome>>;
  /** who needs a permission for others may do it for themselves */
  isOnesOwn?: true;
  /** there is no form: to press the button is to do it, or a code is sent with the form */
  acts?: true;
};

export const STRANGER = "asks who they are";
const YES = "yes";
const WORKING = ["no role", "Finance", "Operations", "Developer", "Data Analytics"] as const;
const ADMINISTRATORS = ["Admin", "Admin on Berlin", "the requester", "the target"] as const;
const OUT = ["invited Admin", "suspended Admin", "removed Admin"] as const;
export const ACTORS = ["a stranger", ...OUT, ...WORKING, ...ADMINISTRATORS];

const each = (actors: readonly string[], outcome: string) =>
  Object.fromEntries(actors.map((actor) => [actor, outcome]));
/** Whatever it is: a stranger is asked who they are, and who is not active can do nothing. */
const nobody = { "a stranger": STRANGER, ...each(OUT, "!refused.not-active") };
const everybody = { ...nobody, ...each([...WORKING, ...ADMINISTRATORS], YES) };
const administrators = { ...everybody, ...each(WORKING, "!refused.permission") };
/** Who is not allowed is told that there is nothing of the kind. */
const requester = {
  ...nobody,
  ...each([...WORKING, ...ADMINISTRATORS], "!refused.no-such-request"),
  "the requester": YES,
};
const whose = { ...administrators, ...each(ADMINISTRATORS, "!refused.no-such-import"), "the requester": YES };
const FILE = { file: "email,roles,accounts\nsomebody.else@acme.example,finance,Berlin", "file.name": "people.csv" };
const approvers = {
  ...administrators,
  ...each(["Admin"], "code.wrong"),
  "Admin on Berlin": "!refused.other-accounts",
  "the requester": "!refused.own-request",
  "the target": "!refused.own-target",
};
const notInLima = { ...administrators, "Admin on Berlin": "refused.manage-this" };
// A group reaches accounts to come.
const groupMakers = { ...administrators, "Admin on Berlin": "!refused.manage-groups" };
const policyMakers = { ...administrators, "Admin on Berlin": "!refused.conflict-everywhere" };
const already = { ...nobody, ...each([...WORKING, ...ADMINISTRATORS], "!refused.account-taken") };

const noAlternate = { ...nobody, ...each([...WORKING, ...ADMINISTRATORS], "!refused.no-alternate-change") };
const noAddress = { ...nobody, ...each([...WORKING, ...ADMINISTRATORS], "!refused.no-address-change") };

const NOT_ACTIVE = "refused.not-active-member";
const NOT_GRANTABLE = [YES, "refused.not-grantable"] as const;
const NOT_CORRECTABLE = "refused.not-correctable";
const FURTHER = [YES, "refused.member-reaches-further"] as const;
const LAST = "refused.last-administrator";
const ofInactive = { invited: NOT_ACTIVE, suspended: NOT_ACTIVE, "suspended elsewhere": NOT_ACTIVE };
const grant = {
  ...ofInactive,
  removed: "!refused.member-changed",
  active: YES,
  elsewhere: NOT_GRANTABLE,
  "the last administrator": [LAST, "refused.not-grantable"],
  themselves: YES,
} as const;

/** Who may do what with whom: the rules by hand, a row for each command. */
export const TABLE: Readonly<Record<string, Row>> = {
  "team.help": { actors: everybody },
  "home.show": { actors: everybody },
  // What it shows is a link that is made for it.
  "security.show": { actors: everybody, acts: true },
  "security.who": { actors: administrators },
  "authenticator.reset": {
    ...{ actors: administrators, about: "a member" },
    targets: {
      ...{ invited: "refused.app-not-active", active: YES, elsewhere: FURTHER, suspended: "refused.app-not-active" },
      ...{ "suspended elsewhere": "refused.app-not-active", removed: "refused.app-not-active", themselves: YES },
      "the last administrator": FURTHER,
    },
  },
  "alternate.ask": {
    ...{ actors: administrators, about: "a member", values: { email: "elsewhere@private.example" } },
    targets: {
      ...{ invited: "!refused.mailbox-not-active", active: YES, elsewhere: [YES, "!refused.not-grantable"] },
      ...{ suspended: "!refused.mailbox-not-active", "suspended elsewhere": "!refused.mailbox-not-active" },
      ...{ removed: "!refused.mailbox-not-active", themselves: "!refused.own-mailbox" },
      "the last administrator": [YES, "!refused.not-grantable"],
    },
  },
  "alternate.stop": { actors: noAlternate, about: "an alternate address to be", acts: true },
  // Whomever a made up form names, it is one's own.
  "authenticator.remove": {
    ...{ actors: { ...everybody, ...each(WORKING, "!refused.app-on-page") }, about: "a member" },
  },
  "invitation.create": { actors: administrators, values: { email: "somebody.new@acme.example" } },
  "import.read": { actors: administrators, values: FILE },
  "import.show": { actors: whose, about: "an import" },
  "import.discard": { actors: whose, about: "an import" },
  "member.import": { actors: whose, about: "an import" },
  "import.rows": { actors: { ...whose, ...each(WORKING, "!refused.no-such-import") }, about: "an import" },
  "import.send": { actors: { ...whose, ...each(WORKING, "!refused.no-such-import") }, about: "an import", acts: true },
  "invitation.list": { actors: administrators },
  "member.list": { actors: administrators },
  "member.dormant": { actors: administrators },
  "member.whocan": { actors: administrators },
  "member.show": { actors: everybody },
  "member.show, of somebody else": {
    ...{ command: "member.show", actors: administrators, values: { member: "active@acme.example" } },
  },
  "member.change": {
    ...{ actors: administrators, about: "a member" },
    targets: {
      ...ofInactive,
      ...{ removed: NOT_ACTIVE, active: YES, elsewhere: NOT_GRANTABLE, themselves: YES },
      "the last administrator": [LAST, "refused.not-grantable"],
    },
  },
  "grant.give": {
    ...{ actors: administrators, about: "a member" },
    targets: {
      ...ofInactive,
      ...{ removed: NOT_ACTIVE, active: YES, elsewhere: YES, "the last administrator": YES, themselves: YES },
    },
  },
  // It is for oneself, whomever a made up form names.
  "grant.ask": { actors: everybody, about: "a member" },
  "grant.change": { actors: administrators, about: "a grant", targets: grant },
  // What stands in the way of a return can be taken away meanwhile.
  "grant.take": {
    ...{ actors: administrators, about: "a grant" },
    targets: { ...grant, suspended: YES, "suspended elsewhere": NOT_GRANTABLE },
  },
  "member.remove": {
    ...{ actors: administrators, about: "a member" },
    targets: {
      ...{ invited: "refused.still-invited", active: YES, elsewhere: FURTHER, suspended: YES },
      ...{ "suspended elsewhere": FURTHER, removed: "refused.removed-already", themselves: YES },
      "the last administrator": [LAST, "refused.member-reaches-further"],
    },
  },
  "member.suspend": {
    ...{ actors: administrators, about: "a member" },
    targets: {
      ...{ invited: "refused.not-suspendable", active: YES, elsewhere: FURTHER, suspended: "refused.not-suspendable" },
      ...{ "suspended elsewhere": "refused.not-suspendable", removed: "refused.not-suspendable", themselves: YES },
      "the last administrator": [LAST, "refused.member-reaches-further"],
    },
  },
  "member.reinstate": {
    ...{ actors: administrators, about: "a member" },
    targets: {
      ...{ invited: "refused.not-suspended", active: "refused.not-suspended", elsewhere: "refused.not-suspended" },
      ...{ suspended: YES, "suspended elsewhere": NOT_GRANTABLE, removed: "refused.not-suspended" },
      ...{ "the last administrator": "refused.not-suspended", themselves: "refused.not-suspended" },
    },
  },
  "member.correct": {
    ...{ actors: administrators, about: "a member", values: { email: "corrected@acme.example" }, isOnesOwn: true },
    targets: {
      ...{ invited: "refused.still-invited", suspended: NOT_CORRECTABLE, "suspended elsewhere": NOT_CORRECTABLE },
      ...{ removed: NOT_CORRECTABLE, active: YES, elsewhere: NOT_GRANTABLE, themselves: YES },
      "the last administrator": NOT_GRANTABLE,
    },
  },
  "member.correct, oneself": { command: "member.correct", actors: everybody, values: { email: "self@acme.example" } },
  "address.confirm": { actors: noAddress, about: "an address to be", acts: true },
  "address.stop": {
    actors: { ...noAddress, ...each(["Admin", "the requester", "the target"], YES) },
    about: "an address to be",
  },
  "role.list": { actors: everybody },
  "role.show": { actors: administrators, values: { role: "Finance" } },
  "role.compare": { actors: administrators, values: { roles: "Finance, Operations" } },
  "role.copy": { actors: administrators },
  "role.add": { actors: administrators },
  "role.change": { actors: administrators, about: "a role" },
  "role.delete": { actors: administrators, about: "a role" },
  "account.list": { actors: administrators },
  "account.show": { actors: administrators },
  // An account that is added is reached by whoever has a role on all.
  "account.add": { actors: { ...administrators, "Admin on Berlin": "!refused.manage-everywhere" } },
  "account.rename": { actors: administrators },
  "account.rename, of Lima": { command: "account.rename", place: "Lima", actors: notInLima },
  "account.close": { actors: administrators },
  "account.close, of Lima": { command: "account.close", place: "Lima", actors: notInLima },
  "account.reopen": { actors: { ...administrators, ...each(ADMINISTRATORS, "!refused.none-closed") } },
  "group.list": { actors: administrators },
  "group.show": { actors: administrators },
  "group.add": { actors: groupMakers },
  "group.change": { actors: groupMakers, about: "a group" },
  "group.rename": { actors: groupMakers, about: "a group" },
  "group.delete": { actors: groupMakers, about: "a group" },
  "conflict.list": { actors: administrators },
  "conflict.show": { actors: administrators },
  "conflict.add": { actors: policyMakers },
  "conflict.delete": { actors: policyMakers, about: "a rule" },
  "request.list": { actors: everybody },
  "history.show": { actors: administrators },
  "request.withdraw": { actors: requester, about: "a request that waits" },
  "request.show": {
    ...{ about: "a request that waits", acts: true },
    actors: { ...administrators, ...each(WORKING, "!refused.no-such-request") },
  },
  "request.verify": {
    ...{ about: "a request that waits for its code", acts: true },
    actors: { ...requester, "the requester": "code.wrong" },
  },
  "request.approve": { actors: approvers, about: "a request that waits", acts: true },
  "request.deny": { actors: approvers, about: "a request that waits", acts: true },
  "request.ask-again": { actors: requester, about: "a request that was denied", acts: true },
  "invitation.renew": {
    ...{ about: "an invitation" },
    actors: { ...administrators, "Admin on Berlin": "!refused.not-grantable" },
  },
  "invitation.revoke": {
    ...{ about: "an invitation" },
    actors: { ...administrators, "Admin on Berlin": "!refused.not-revocable" },
  },
  "identity.link": { actors: already, values: { email: "active@acme.example" } },
  "identity.confirm": { actors: { ...already, "a stranger": "code.wrong" } },
};

/** Refusals that say that somebody tried what they may not do: each is in the history. */
export const FORBIDDEN = [
  ...["not-active", "permission", "not-grantable", "member-reaches-further", "last-administrator", "no-such-request"],
  ...[
    "no-such-import",
    "own-request",
    "own-target",
    "other-accounts",
    "not-revocable",
    "manage-everywhere",
    "manage-this",
    "manage-groups",
    "conflict-everywhere",
    "own-mailbox",
  ],
].map((name) => `refused.${name}`);
