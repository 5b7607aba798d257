import { randomUUID } from "node:crypto";
import type { ChatAccount, Intent, Reply } from "../../src/core/conversation.ts";
import type { Ref, Values } from "../../src/core/ref.ts";
import { findTyped } from "../../src/pipeline/route-command.ts";
import type { InProcess } from "./in-process.ts";
import { TEAM, userOf } from "./seed.ts";

export type Step = { command: string; roundTrips: number; milliseconds: number };
type Said = Intent extends infer I ? (I extends unknown ? Omit<I, "by" | "key" | "locale"> : never) : never;
export type Form = Extract<Reply, { kind: "form" }>;

export type Traveller = ReturnType<typeof createTraveller>;

/** Uses every command as people do, and notes what each costs. A text in place of a card or form is a failure. */
export function createTraveller(product: InProcess) {
  const steps: Step[] = [];

  async function say(command: string, by: ChatAccount, said: Said): Promise<Reply> {
    await product.settles();
    const began = performance.now();
    const reply = await product.handle({ ...said, by, key: randomUUID(), locale: "en" });
    steps.push({ command, roundTrips: product.roundTrips(), milliseconds: performance.now() - began });
    // Showing a request brings its message to the end of the chat, and says so.
    if (reply.kind === "text" && command !== "request.show")
      throw new Error(`${command}: ${JSON.stringify(reply.text)}`);
    return reply;
  }

  async function submit(by: ChatAccount, form: Form, values: Values, command = form.command): Promise<Form> {
    const filled = { ...form.values, ...values };
    const ref = form.ref && { ref: form.ref };
    return formOf(
      await say(`submit of ${command}`, by, { kind: "submitted", command: form.command, ...ref, values: filled }),
    );
  }

  async function submitCode(command: string, by: ChatAccount, ref: Ref, email: string, called = command) {
    const values = { code: await product.codeFor(email) };
    await say(`submit of ${called}`, by, { kind: "submitted", command, ref, values });
  }

  return {
    ...{ steps, product, say, submit, submitCode },
    type: (by: ChatAccount, text: string) =>
      say(`/team ${findTyped({ text })?.words}`, by, { kind: "typed", where: "command", text }),
    press: (by: ChatAccount, command: string, ref: Ref, called = command) =>
      say(called, by, { kind: "pressed", command, ref }),
    /** The code of a form that asks for one; the request that it is about, as it is afterwards. */
    async confirm(by: ChatAccount, { ref }: Form, email: string, called = "request.verify"): Promise<Ref> {
      if (!ref) throw new Error("the form for the code is about no request");
      await submitCode("request.verify", by, ref, email, called);
      return { id: ref.id, version: ref.version + 1 };
    },
  };
}

export function accountOf(member: number): ChatAccount {
  return { platform: "slack", tenant: TEAM, user: userOf(member) };
}

export function formOf(reply: Reply): Form {
  if (reply.kind !== "form") throw new Error(`a form was expected, not a ${reply.kind}`);
  return reply;
}
