import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { ChatAccount, Intent, Reply } from "../../src/core/conversation.ts";
import type { Ref } from "../../src/core/ref.ts";
import { atMost, type Figure, ms, p95, told } from "./figures.ts";
import { type InProcess, openInProcess } from "./in-process.ts";
import type { Kind, Place } from "./places.ts";
import { emailOf, TEAM, userOf } from "./seed.ts";

/** A person waits no longer than this for an answer while a file is carried out. */
const ANSWER_MS = 1_000;
/** A platform wants an answer within three seconds. */
const CHECK_MS = 3_000;

/** One file of so many new people: how long the check takes, how fast it is carried out, and who waits meanwhile. */
export async function importOf(kind: Kind, place: Place, rows: number): Promise<Figure[]> {
  const product = await openInProcess(place);
  try {
    product.forward({ hours: 25 });
    const people = Array.from({ length: rows }, () => `${randomUUID()}@example.net,finance,all`);
    const file = ["email,roles,accounts", ...people].join("\n");
    const [before, began] = [process.memoryUsage().rss, performance.now()];
    const values = { file, "file.name": "people.csv" };
    const draft = refOf(await says(product, 1, { kind: "submitted", command: "import.read", values }));
    const checked = performance.now() - began;
    await approve(product, draft);
    const { seconds, answers, peak, after } = await carriedOut(product);
    const what = `${kind}, an import of ${rows} rows`;
    return [
      atMost(`${what}: checked`, checked, CHECK_MS, ms),
      told(`${what}: carried out`, `${Math.round(rows / seconds)} rows/s, ${seconds.toFixed(1)} s`),
      atMost(`${what}: an answer meanwhile, p95`, p95(answers), ANSWER_MS, ms),
      told(`${what}: memory`, `${megabytes(before)} before, ${megabytes(peak)} at most, ${megabytes(after)} after`),
    ];
  } finally {
    await product.close();
  }
}

type Said = Intent extends infer I ? (I extends unknown ? Omit<I, "by" | "key" | "locale"> : never) : never;

function says(product: InProcess, member: number, said: Said): Promise<Reply> {
  const by: ChatAccount = { platform: "slack", tenant: TEAM, user: userOf(member) };
  return product.handle({ ...said, by, key: randomUUID(), locale: "en" });
}

async function approve(product: InProcess, draft: Ref): Promise<void> {
  const asked = refOf(await says(product, 1, { kind: "submitted", command: "member.import", ref: draft, values: {} }));
  const code = async (member: number) => ({ code: await product.codeFor(emailOf(member)) });
  await says(product, 1, { kind: "submitted", command: "request.verify", ref: asked, values: await code(1) });
  const ref = { ...asked, version: asked.version + 1 };
  await says(product, 2, { kind: "pressed", command: "request.approve", ref });
  await says(product, 2, { kind: "submitted", command: "request.approve", ref, values: await code(2) });
}

async function carriedOut(product: InProcess) {
  const began = performance.now();
  const answers: number[] = [];
  for (let peak = 0; ; ) {
    const asked = performance.now();
    await says(product, 2, { kind: "typed", where: "command", text: "members finance" });
    answers.push(performance.now() - asked);
    peak = Math.max(peak, process.memoryUsage().rss);
    const [left] = await product.db.sql("SELECT 1 FROM member_import WHERE state <> 'done'");
    const after = process.memoryUsage().rss;
    if (!left) return { seconds: (performance.now() - began) / 1000, answers, peak, after };
    await wait(50);
  }
}

function refOf(reply: Reply): Ref {
  const ref = reply.kind === "form" ? reply.ref : reply.kind === "card" ? reply.card.buttons?.[0]?.ref : undefined;
  if (!ref) throw new Error(`no ref in ${JSON.stringify(reply).slice(0, 500)}`);
  return ref;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MB`;
}
