import { type Command, commands, mayRun, nameOf, needsOf } from "../commands.ts";
import type { Intent } from "../core/conversation.ts";
import { fileValues, type SentFile } from "../core/file.ts";
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
  /** the field that was filled in with a file sent to the bot */
  file?: string;
};

const byName = new Map(commands.map((command) => [nameOf(command), command]));

// What the database's ids look like; anything else in a Ref was made up and never reaches a query.
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Refuses, before anything looks at it, what was made up by a client and what no database can hold. */
export function requireReadable(intent: Intent): void {
  const { ref, values } = intent.kind === "typed" ? {} : intent;
  const isRef = !ref || (ID.test(ref.id) && Number.isSafeInteger(ref.version));
  if (!isRef) throw new Refusal(text("refused.old-form"));
  const typed = intent.kind === "typed" ? [intent.text, ...Object.values(intent.file ?? {})] : [];
  const said = [intent.key, ...typed, ...Object.entries(values ?? {}).flat(2)];
  if (!said.every(isStorable)) throw new Refusal(text("refused.unreadable"));
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
  if (intent.kind === "typed")
    return intent.file ? routeFile(intent.text, intent.file, actor) : routeWords(intent, actor);
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

type Typed = Extract<Intent, { kind: "typed" }>;
type Said = Pick<Typed, "text" | "file">;

function routeWords({ text: typed, where }: Typed, actor: Actor | null): Routed {
  const words = withoutSlash(typed);
  const asked = { submitted: false, values: {}, ref: undefined, words: "" };
  const named = commandOf(words || "help");
  // A stranger who mistypes is asked who they are, like every stranger: there is no command to offer them yet.
  const command = named ?? (actor || where === "direct" ? undefined : commands[0]);
  if (!command?.words) throw unknownCommand(words, where, actor);
  const rest = words.slice(command.words.length).trim();
  return { ...asked, command, values: command.reads?.(rest) ?? {}, words: rest };
}

/** A file fills in the form of the one command that takes files; who may not run that is told nothing about it. */
function routeFile(typed: string, file: SentFile, actor: Actor | null): Routed {
  const command = takerOf(withoutSlash(typed));
  if (!command || !actor || !mayRun(actor, command)) throw new Refusal(text("refused.file"));
  const { takesFile: field } = command;
  return { command, submitted: true, values: fileValues(field, file), ref: undefined, words: "", file: field };
}

/** The command that typed words begin with, or that takes the file beside them. */
export function findTyped({ text: typed, file }: Said): Command | null {
  const words = withoutSlash(typed);
  return (file ? takerOf(words) : commandOf(words || "help")) ?? null;
}

/** Its name; "unknown" for anything else. */
export function typedCommand(typed: Said): string {
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

/** A command to which a file can be sent, and the field that the file fills in. */
export type Taker = Command & { kind: "step"; takesFile: string };

/** Finds the command that a file is for: the only one that takes files, if nothing or just its words are said with it. */
export function createTakerLookup(catalogue: readonly Command[]): (words: string) => Taker | undefined {
  const takers = catalogue.filter((command): command is Taker => command.kind === "step" && !!command.takesFile);
  return (words) => {
    if (words === "" && takers.length === 1) return takers[0];
    return takers.find((taker) => words !== "" && taker.words === words.toLowerCase());
  };
}

const commandOf = createLookup(commands);
const takerOf = createTakerLookup(commands);

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
