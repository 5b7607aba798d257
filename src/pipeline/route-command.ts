import { type Command, commands, mayRun, nameOf, needsOf } from "../commands.ts";
import type { Intent } from "../core/conversation.ts";
import type { Ref, Values } from "../core/ref.ts";
import { Refusal } from "../core/refusal.ts";
import type { Actor } from "../domain/access/actor.ts";
import { requirePermission } from "../domain/access/actor.ts";
import { nearest } from "../text/nearest.ts";
import { text } from "../text/text.ts";

/** What somebody wants: a command, and what is known of its form. */
export type Routed = {
  command: Command;
  submitted: boolean;
  values: Values;
  ref: Ref | undefined;
  /** what was typed behind the command's words */
  words: string | undefined;
};

const byName = new Map(commands.map((command) => [nameOf(command), command]));

// What the database's ids look like; anything else in a Ref was made up and never reaches a query.
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Refuses, before anything looks at it, what was made up by a client, what no database can hold, and files. */
export function requireReadable(intent: Intent): void {
  const { ref, values } = intent.kind === "typed" ? {} : intent;
  const isRef = !ref || (ID.test(ref.id) && Number.isSafeInteger(ref.version));
  if (!isRef) throw new Refusal(text("refused.old-form"));
  const said = [intent.key, intent.kind === "typed" ? intent.text : "", ...Object.entries(values ?? {}).flat(2)];
  if (!said.every(isStorable)) throw new Refusal(text("refused.unreadable"));
  if (intent.kind === "typed" && intent.withFile) throw new Refusal(text("refused.file"));
}

// PostgreSQL refuses NUL in text, and half a surrogate pair in JSON. Nobody types them.
export function isStorable(value: string): boolean {
  return !value.includes("\0") && value.isWellFormed();
}

export function findCommand(name: string): Command | null {
  return byName.get(name) ?? null;
}

/** The command that a button, a form or typed words name. */
export function routeCommand(intent: Intent, actor: Actor | null): Routed {
  if (intent.kind === "typed") return routeWords(intent, actor);
  const command = findCommand(intent.command);
  if (!command) throw new Refusal(text("refused.old-form"));
  return {
    command,
    submitted: intent.kind === "submitted",
    values: intent.values ?? {},
    ref: intent.ref,
    words: undefined,
  };
}

function routeWords({ text: typed, where }: Extract<Intent, { kind: "typed" }>, actor: Actor | null): Routed {
  const words = withoutSlash(typed);
  const asked = { submitted: false, values: {}, ref: undefined, words: "" };
  const named = commandOf(words || "help");
  // A stranger who mistypes is asked who they are, like every stranger: there is no command to offer them yet.
  const command = named ?? (actor || where === "direct" ? undefined : commands[0]);
  if (!command?.words) throw unknownCommand(words, where, actor);
  const rest = words.slice(command.words.length).trim();
  return { ...asked, command, values: command.reads?.(rest) ?? {}, words: rest };
}

/** The command that typed words begin with. */
export function findTyped(typed: string): Command | null {
  return commandOf(withoutSlash(typed) || "help") ?? null;
}

/** Its name; "unknown" for anything else. */
export function typedCommand(typed: string): string {
  const command = findTyped(typed);
  return command ? nameOf(command) : "unknown";
}

/** Finds the command that typed words begin with. The longest wins: "history export" is not taken for "history". */
export function createLookup(catalogue: readonly Command[]): (typed: string) => Command | undefined {
  const byWords = catalogue
    .filter((command) => command.words)
    .sort((one, other) => (other.words?.length ?? 0) - (one.words?.length ?? 0));
  return (typed) => byWords.find(({ words }) => words && startsWith(typed, words));
}

const commandOf = createLookup(commands);

function withoutSlash(typed: string): string {
  return typed.trim().replace(/^\/team\b\s*/i, "");
}

function startsWith(typed: string, words: string): boolean {
  return typed.toLowerCase() === words || typed.toLowerCase().startsWith(`${words} `);
}

function unknownCommand(words: string, where: "command" | "direct", actor: Actor | null): Refusal {
  const first = words.split(/\s+/)[0] ?? "";
  const known = commands.filter((one) => actor && mayRun(actor, one)).flatMap((one) => one.words ?? []);
  const likely = nearest(first, known);
  // Somebody who chats with the bot gets no list of commands, unless what they wrote looks like one.
  if (where === "direct" && !likely) return new Refusal(text("refused.direct-words"));
  return new Refusal(
    text("refused.unknown-command", { typed: text("typed", { typed: first }), nearest: likely, known }),
  );
}

/** Refuses members who may not run a command; the refusal is an entry in the history. */
export function requireMayRun(actor: Actor, command: Command): void {
  if (actor.state !== "active") throw new Refusal(text("refused.not-active"), { forbidden: true });
  const needs = needsOf(command);
  if (needs !== "member" && needs !== "anybody") requirePermission(actor, needs);
}
