import type { AddressInfo } from "node:net";
import express from "express";
import { vi } from "vitest";
import type { Asking, Handle, Intent, Reply, Suggest } from "../../src/core/conversation.ts";
import type { Form } from "../../src/core/form.ts";
import type { Log } from "../../src/core/log.ts";
import { createSlack, type SlackParts } from "../../src/platforms/slack/app.ts";
import { verbatim } from "../../src/text/text.ts";
import { startFakeSlack } from "../fakes/slack.ts";

export type SlackApp = Awaited<ReturnType<typeof startSlackApp>>;

/** The Slack side of the product on a real port, in front of a hand-written handle, with a fake Slack before it. */
export async function startSlackApp(
  more: Partial<SlackParts> & { start?: boolean; enterprise?: string | undefined; scopes?: string[] } = {},
) {
  const { enterprise, scopes } = more;
  const fake = await startFakeSlack({ enterprise, ...(scopes && { scopes }) });
  fake.person({ id: "U1", name: "Alice", email: "alice@example.com" });
  fake.person({ id: "U2", name: "Bob", email: "bob@example.com" });
  const intents: Intent[] = [];
  const seen = new Set<string>();
  const searches: Asking[] = [];
  const left: [string, boolean][] = [];
  const homes: { user: string; version: string | null; kind: string }[] = [];
  const script = vi.fn<Handle>(async () => said("done"));
  const suggest = vi.fn<Suggest>(async () => []);
  const logged: unknown[] = [];
  const note = (...line: unknown[]) => void logged.push(line);
  const log: Log = { info: note, warn: note, error: note };

  const slack = createSlack({
    ...{ botToken: fake.botToken, signingSecret: fake.signingSecret, apiUrl: fake.apiUrl, log },
    handle: (intent) => {
      intents.push(intent);
      return script(intent);
    },
    suggest: (asking) => {
      searches.push(asking);
      return suggest(asking);
    },
    firstTime: async (key) => {
      const isFirst = !seen.has(key);
      seen.add(key);
      return isFirst;
    },
    connect: async () => undefined,
    left: async (account, hasLeft) => void left.push([account.user, hasLeft]),
    homeShown: async ({ by, version, reply }) => void homes.push({ user: by.user, version, kind: reply.kind }),
    ...more,
  });
  const app = express();
  slack.mount(app);
  const server = app.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  fake.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  if (more.start !== false) await slack.start();

  return {
    ...{ fake, slack, intents, searches, left, homes, logged, script, seen },
    answers: (reply: Reply | Handle) =>
      void script.mockImplementation(typeof reply === "function" ? reply : async () => reply),
    suggests: (work: Suggest) => void suggest.mockImplementation(work),
    async close() {
      await slack.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await fake.close();
    },
  };
}

export function said(words: string): Reply {
  return { kind: "text", text: verbatim(words) };
}

export function formReply(more: Partial<Form> = {}, reply: Partial<Extract<Reply, { kind: "form" }>> = {}): Reply {
  const fields: Form["fields"] = [
    { kind: "email", name: "email", label: verbatim("E-mail") },
    { kind: "text", name: "reason", label: verbatim("Reason"), maxLength: 200, multiline: true, optional: true },
  ];
  const form: Form = { title: verbatim("Invite"), fields, submit: verbatim("Go on"), ...more };
  return { kind: "form", command: "invitation.create", key: "key-1", form, ...reply };
}

export const CODE_FORM: Partial<Form> = {
  title: verbatim("Your code"),
  fields: [{ kind: "code", name: "code", label: verbatim("Code"), length: 8 }],
  extras: [{ label: verbatim("Send a new code"), command: "request.code", ref: { id: "r1", version: 1 } }],
};

export function cardReply(title: string, buttons: { label: string; command: string }[] = []): Reply {
  const all = buttons.map(({ label, command }) => ({ label: verbatim(label), command, ref: { id: "r1", version: 3 } }));
  return { kind: "card", card: { title: verbatim(title), buttons: all } };
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
