import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import type { Button, Card } from "../../core/card.ts";
import type { Log } from "../../core/log.ts";
import { TRYOUT } from "../../core/platform.ts";
import type { Text } from "../../core/text.ts";
import { isSentence } from "../../text/text.ts";

const TextShape = z.custom<Text>(isSentence);
const ButtonShape: z.ZodType<Button> = z.object({
  label: TextShape,
  command: z.string(),
  ref: z.object({ id: z.string(), version: z.number() }).exactOptional(),
  values: z.record(z.string(), z.union([z.string(), z.array(z.string())])).exactOptional(),
  style: z.enum(["primary", "danger"]).exactOptional(),
});
const CardShape: z.ZodType<Card> = z.object({
  title: TextShape,
  tone: z.enum(["neutral", "waiting", "good", "bad"]).exactOptional(),
  body: z.array(TextShape).exactOptional(),
  facts: z.array(z.object({ label: TextShape, value: TextShape })).exactOptional(),
  items: z
    .array(z.object({ title: TextShape, detail: TextShape.exactOptional(), button: ButtonShape.exactOptional() }))
    .exactOptional(),
  buttons: z.array(ButtonShape).exactOptional(),
  links: z.array(z.object({ label: TextShape, url: z.string() })).exactOptional(),
});
const ContentShape = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("said"), by: z.string(), text: z.string() }),
  z.object({ kind: z.literal("card"), card: CardShape, locale: z.string() }),
  z.object({ kind: z.literal("text"), text: TextShape, locale: z.string() }),
]);
const EntryShape = z.object({
  id: z.int(),
  /** "person:ada" is Ada's direct messages with the bot, "channel:approvals" a channel. */
  place: z.string(),
  at: z.iso.datetime(),
  /** The one person who sees it. */
  only: z.string().exactOptional(),
  content: ContentShape,
});
const StateShape = z.object({
  version: z.literal(1),
  count: z.int(),
  people: z.array(z.object({ id: z.string(), name: z.string(), email: z.string() })),
  // An entry that can't be read any more, because its sentence was removed, must not cost the others.
  entries: z.array(z.unknown()).transform((all) => all.flatMap((one) => EntryShape.safeParse(one).data ?? [])),
  seen: z.record(z.string(), z.int()),
  readMail: z.array(z.string()),
  guide: z.object({ open: z.boolean(), historyRead: z.boolean().default(false) }),
});

export type Content = z.infer<typeof ContentShape>;
export type Entry = z.infer<typeof EntryShape>;
type State = z.infer<typeof StateShape>;
export type Store = { state: State; changed(): void; close(): void };

const SAVE_AFTER_MS = 50;

/** What was said so far, in a file that only this system user can read. Without a file it is kept in memory. */
export function openStore(file: string | undefined, log: Log, onChange: () => void): Store {
  const state = (file && load(file, log)) || fresh();
  let waiting: NodeJS.Timeout | undefined;
  const save = () => {
    clearTimeout(waiting);
    waiting = undefined;
    if (file) write(file, state, log);
  };
  return {
    state,
    changed() {
      waiting ??= setTimeout(save, SAVE_AFTER_MS);
      onChange();
    },
    close: () => (waiting ? save() : undefined),
  };
}

function fresh(): State {
  return {
    version: 1,
    count: 0,
    people: [],
    entries: [],
    seen: {},
    readMail: [],
    guide: { open: true, historyRead: false },
  };
}

function load(file: string, log: Log): State | undefined {
  try {
    return StateShape.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    const isNew = error instanceof Error && "code" in error && error.code === "ENOENT";
    if (!isNew) log.warn({ platform: TRYOUT, error }, "the try-out chat could not be read, so it starts empty");
    return undefined;
  }
}

// Renamed when it is complete: after a crash while writing, the file is as it was.
function write(file: string, state: State, log: Log): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.part`, JSON.stringify(state), { mode: 0o600 });
    renameSync(`${file}.part`, file);
  } catch (error) {
    log.warn({ platform: TRYOUT, error }, "the try-out chat could not be saved");
  }
}
