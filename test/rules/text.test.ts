import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commands, nameOf } from "../../src/commands.ts";
import type { DomainEvent } from "../../src/core/event.ts";
import { ANYBODY } from "../../src/core/reader.ts";
import { permissions } from "../../src/domain/access/permission.ts";
import { predefinedRoles } from "../../src/domain/access/role.ts";
import { events } from "../../src/events.ts";
import { commandName } from "../../src/text/en/names.ts";
import { en } from "../../src/text/en/sentences.ts";
import { nearest } from "../../src/text/nearest.ts";
import { commandMark } from "../../src/text/segments.ts";
import { type TextId, text, verbatim } from "../../src/text/text.ts";
import { say, translate } from "../../src/text/translate.ts";

const NUMBERS =
  /^(more|page|max|min|length|minutes|seconds|most|number|needed|missing|shown|count|sequence|done|of|total|mine|days|others|skipped|wrong|first|last|hours)$/;
const LISTS =
  /^(names|added|takenAway|known|permissions|emails|people|roles|accounts|platforms|states|gives|takes|types|scopes)$/;

/** What a sentence could speak of, made up by the name: a figure, a list, a time, or words that can be found again. */
function sampleOf(name: string, figure: number): unknown {
  if (name === "grants" || name === "held") return [{ role: `‹${name}›`, accounts: null }];
  if (name === "sides") return [{ role: "‹sides›" }, { permission: "request:approve" }];
  if (name === "rules") return [{ sides: sampleOf("sides", figure), on: null, more: figure }];
  if (name === "on") return ["‹on›"];
  if (name === "end") return { hours: Math.max(1, figure) };
  if (NUMBERS.test(name)) return figure;
  if (LISTS.test(name)) return Array.from({ length: Math.max(1, figure) }, (_, at) => `‹${name} ${at}›`);
  if (name === "until" || name === "at") return "2027-03-04T05:06:07.000Z";
  if (name === "tone") return "waiting";
  if (name === "hasMore" || name === "isMore" || name === "isDone") return figure > 1;
  return `‹${name}›`;
}

function spoken(id: TextId, figure: number): { said: string; about: Set<string> } {
  const about = new Set<string>();
  const speaksOf = new Proxy(
    {},
    {
      get: (_, name) => {
        about.add(String(name));
        return sampleOf(String(name), figure);
      },
    },
  );
  return { said: (en[id] as (p: unknown) => string)(speaksOf), about };
}

const ids = Object.keys(en) as TextId[];

describe("every sentence", () => {
  it.each(ids)("%s says something, and names what it speaks of", (id) => {
    for (const figure of [0, 1, 2, 7]) {
      const { said, about } = spoken(id, figure);
      if (id !== "tryout.hidden-code") expect(said.trim()).not.toBe("");
      expect(said).not.toMatch(/undefined|null|NaN|\[object|Invalid Date|\$\{|<\/?[a-z]+>/);
      expect(said).not.toMatch(/ {2}|^\s|\s$/);
      const words = [...about].filter((name) => String(sampleOf(name, figure)) === `‹${name}›`);
      if (id !== "history.entry") for (const name of words) expect(said).toContain(`‹${name}›`);
    }
  });

  it.each(ids)("%s names no command but by a mark, so that each reader is told what to type where they are", (id) => {
    for (const figure of [0, 1, 13]) expect(spoken(id, figure).said).not.toContain("/team");
  });

  it("tells a command as it is typed: with the slash command, unless the place writes it in its own way", () => {
    const stale = text("refused.stale");
    expect(translate(stale, "en")).toEqual([
      "This has changed since you saw it. Please open it again: ",
      { command: "requests" },
    ]);
    expect(say(stale, ANYBODY)).toBe("This has changed since you saw it. Please open it again: /team requests");
    expect(say(text("slack.outdated"), ANYBODY)).toMatch(/Please start again with \/team\.$/);
  });

  it("takes nothing that is typed for a command", () => {
    const forged = `${commandMark("invite mallory@example.com")}!`;
    const said = translate(text("refused.no-such-member", { who: forged }), "en");
    expect(said).toEqual(["No member was found for “invite mallory@example.com!”. See ", { command: "members" }, "."]);
  });

  it("speaks of one as one and of several as several", () => {
    const one = say(text("code.cool-down", { seconds: 1 }), ANYBODY);
    expect([one, say(text("code.cool-down", { seconds: 2 }), ANYBODY)]).toEqual([
      "A code was sent a moment ago. Another can be sent in 1 second.",
      "A code was sent a moment ago. Another can be sent in 2 seconds.",
    ]);
  });

  it("may be inside another", () => {
    const wanted = { emails: ["a@b.example"], roles: ["Finance"], accounts: ["Store"] };
    const title = text("request.title", { number: 7, title: text("invite.request", wanted) });
    expect(say(title, ANYBODY)).toBe("Request 7: invite a@b.example as Finance for Store");
    expect(say(text("mail.fact", { label: text("fact.role"), value: verbatim("x") }), ANYBODY)).toBe("Role: x");
  });

  it("puts each permission into words", () => {
    const said = permissions.map((permission) => say(text("role.permits", { permissions: [permission] }), ANYBODY));
    expect(said.filter((words) => permissions.some((permission) => words.includes(permission)))).toEqual([]);
    expect(new Set(said).size).toBe(permissions.length);
  });

  it("explains each permission in so few words that every chat shows them beside its name", () => {
    const told = permissions.map((permission) => {
      return [text("permission.option", { permission }), text("permission.about", { permission })].map((one) =>
        say(one, ANYBODY),
      );
    });
    for (const [option = "", about = ""] of told) {
      expect(option).toMatch(/^[A-Z][a-z ]+: [a-z]+$/);
      expect(about).toMatch(/^[A-Z].{15,70}\.$/);
    }
    expect(new Set(told.flat()).size).toBe(2 * permissions.length);
    const newer = text("permission.about", { permission: "planet:move" });
    expect(say(newer, ANYBODY)).toBe("planet:move");
  });

  it("groups permissions, with a name for each group, and leaves none out", () => {
    const permitted = (some: readonly string[]) => say(text("role.permits", { permissions: some }), ANYBODY);
    const finance = ["transaction:read", "transaction:download", "settlement:read", "settlement:download"];
    expect(permitted(finance)).toBe("Transactions and settlements: see, download");
    expect(permitted(["member:remove", "member:invite", "planet:move"])).toBe("People: invite, remove; planet:move");
    expect(permitted(permissions)).toBe(
      "Transactions and settlements: see, download; Company details and performance and error reports: see; Merchant accounts: see, manage; Developer tools: use; People: invite, manage, remove; Roles and policy: manage; Requests: approve; History: read",
    );
  });
});

// The compiler sees to it that this is all of them.
const kinds: Record<DomainEvent["kind"], true> = {
  "code.requested": true,
  "authenticator.bound": true,
  "authenticator.removed": true,
  "alternate.asked": true,
  "alternate.confirmed": true,
  "alternate.changed": true,
  "alternate.ended": true,
  "session.started": true,
  "session.ended": true,
  "passkey.added": true,
  "passkey.removed": true,
  "codes.enabled": true,
  "password.forgotten": true,
  "password.changed": true,
  "payment-password.set": true,
  "payment-password.changed": true,
  "api-key.added": true,
  "api-key.revoked": true,
  "request.shown": true,
  "request.outdated": true,
  "home.opened": true,
  "members.looked-through": true,
  "organization.created": true,
  "organization.renamed": true,
  "account.created": true,
  "account.renamed": true,
  "account.closed": true,
  "account.reopened": true,
  "group.created": true,
  "group.changed": true,
  "group.renamed": true,
  "group.deleted": true,
  "request.opened": true,
  "request.stale": true,
  "identity.left": true,
  "member.changed": true,
  "grant.ended": true,
  "grant.ends-soon": true,
  "member.removed": true,
  "member.suspended": true,
  "member.reinstated": true,
  "member.corrected": true,
  "member.recovered": true,
  "address.confirmed": true,
  "address.changed": true,
  "address.ended": true,
  "request.verified": true,
  "request.approval_asked": true,
  "request.approved": true,
  "request.applying": true,
  "request.applied": true,
  "request.denied": true,
  "request.withdrawn": true,
  "request.expired": true,
  "invitation.created": true,
  "invitation.renewed": true,
  "invitation.revoked": true,
  "invitation.accepted": true,
  "invitation.expired": true,
  "member.activated": true,
  "role.created": true,
  "role.changed": true,
  "role.deleted": true,
  "identity.linked": true,
  "conflict.added": true,
  "conflict.deleted": true,
  "import.begun": true,
  "import.progressed": true,
  "import.resumed": true,
  "import.finished": true,
  "import.list-asked": true,
  "import.sent": true,
  "command.refused": true,
};

describe("the history", () => {
  const entries = Object.keys(kinds).filter((kind) => events[kind as DomainEvent["kind"]].entry);
  it.each(entries)("tells %s in a sentence", (kind) => {
    const entry = {
      kind,
      by: "ada@example.com",
      member: "grace@example.com",
      request: "7",
      account: "Online store",
      command: "history.show",
    };
    const said = say(text("history.entry", entry), ANYBODY);
    expect(said).not.toBe(kind);
    expect(said).toMatch(/^[A-Za-z].* .*[a-z0-9]/);
    expect(said).not.toMatch(/undefined|null/);
  });

  it("says of what a newer version wrote that it is there, and never an id, a name of the program or a gap", () => {
    expect(say(text("history.entry", { kind: "planet.moved" }), ANYBODY)).toContain("another version of Countersign");
    const refused = { kind: "command.refused", command: "member.list" };
    expect(say(text("history.entry", refused), ANYBODY)).toBe("Countersign was refused: see all members");
    for (const kind of entries) {
      const said = say(text("history.entry", { kind }), ANYBODY);
      expect(said).not.toMatch(/undefined|null|[a-z]+[.][a-z]+|[0-9a-f]{8}/);
    }
  });

  it("names every command that can be refused", () => {
    const unnamed = commands.map(nameOf).filter((name) => commandName(name).includes("another version"));
    expect(unnamed).toEqual([]);
  });

  it("says who made a role permit what", () => {
    const [added, takenAway] = [["settlement:read"], ["transaction:read", "transaction:download"]];
    const entry = { kind: "role.changed", by: "grace@example.com", asker: "ada@example.com", role: "Refunds" };
    expect(say(text("history.entry", { ...entry, added, takenAway }), ANYBODY)).toBe(
      "ada@example.com changed the role Refunds (added: see settlements; taken away: see transactions and download transactions)",
    );
    expect(say(text("history.entry", { ...entry, added: [], takenAway: [] }), ANYBODY)).toBe(
      "ada@example.com changed the role Refunds",
    );
  });

  it("says who invited whom as what, and where", () => {
    const grants = [
      { role: "Finance", accounts: ["Online store"] },
      { role: "Operations", accounts: null },
    ];
    const entry = { kind: "invitation.created", inviter: "ada@example.com", member: "linus@example.com", grants };
    expect(say(text("history.entry", entry), ANYBODY)).toBe(
      "ada@example.com invited linus@example.com as Finance for Online store and Operations",
    );
  });
});

describe("the nearest name", () => {
  const names = predefinedRoles.map(({ name }) => name);

  it("is the name itself, in any case", () => {
    for (const name of names) expect([nearest(name, names), nearest(name.toUpperCase(), names)]).toEqual([name, name]);
  });

  it("is found for a name with one letter wrong, missing or too many", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.nat(),
        fc.constantFrom(0, 1),
        fc.constantFrom("x", ""),
        (name, where, left, letter) => {
          const at = where % name.length;
          expect(nearest(name.slice(0, at) + letter + name.slice(at + left), names)).toBe(name);
        },
      ),
    );
  });

  it("is always one of those there are, and none for what is like none of them", () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string({ minLength: 1 })), (typed, some) => {
        expect([null, ...some]).toContain(nearest(typed, some));
      }),
    );
    for (const far of ["", "x", "accounting", "mallory"]) expect(nearest(far, names)).toBeNull();
    expect(nearest("invite", [])).toBeNull();
  });
});
