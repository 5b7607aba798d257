import type { AddressInfo } from "node:net";
import express from "express";
import { vi } from "vitest";
import type { Asking, Handle, Intent, Reply, Suggest } from "../../src/core/conversation.ts";
import type { Form, Option } from "../../src/core/form.ts";
import type { Log } from "../../src/core/log.ts";
import { createTeams, type TeamsParts } from "../../src/platforms/teams/app.ts";
import { verbatim } from "../../src/text/text.ts";
import { startFakeTeams } from "../fakes/teams.ts";

export type RunningTeams = Awaited<ReturnType<typeof startTeams>>;

export const ALICE = "a11ce000-0000-4000-8000-000000000001";
export const BOB = "b0b00000-0000-4000-8000-000000000002";
export const CHANNEL = "19:approvals@thread.tacv2";

/** The Teams side of the product on a real port, in front of a hand-written handle, with a fake Teams before it. */
export async function startTeams(more: Partial<TeamsParts> = {}) {
  const fake = await startFakeTeams();
  fake.person({ id: ALICE, name: "Alice Example", email: "alice@example.com" });
  fake.person({ id: BOB, name: "Bob Example", email: "bob@example.com" });
  const channel = fake.channel({ id: CHANNEL, members: [ALICE, BOB] });
  const intents: Intent[] = [];
  const seen = new Set<string>();
  const contacts: { user: string; email: string }[] = [];
  const script = vi.fn<Handle>(async () => said("done"));
  const homes: { user: string; kind: string }[] = [];
  const askings: Asking[] = [];
  const left: [string, boolean][] = [];
  const suggestions = vi.fn<Suggest>(async () => []);
  const logged: unknown[] = [];
  const note = (...line: unknown[]) => void logged.push(line);
  const log: Log = { info: note, warn: note, error: note };

  const teams = createTeams({
    appId: fake.appId,
    tenantId: fake.tenant,
    appType: "SingleTenant",
    appPassword: fake.appPassword,
    serviceUrl: fake.serviceUrl,
    openIdUrl: fake.environment.TEAMS_OPENID_URL,
    loginUrl: fake.environment.TEAMS_LOGIN_URL,
    handle: (intent) => {
      intents.push(intent);
      return script(intent);
    },
    suggest: (asking) => {
      askings.push(asking);
      return suggestions(asking);
    },
    publicUrl: "https://countersign.example.com",
    homeShown: async ({ by, reply }) => void homes.push({ user: by.user, kind: reply.kind }),
    firstTime: async (key) => {
      const isFirst = !seen.has(key);
      seen.add(key);
      return isFirst;
    },
    remember: async (contact) => void contacts.push(contact),
    findContact: async (email) => contacts.find((one) => one.email === email)?.user ?? null,
    left: async (account, hasLeft) => void left.push([account.user, hasLeft]),
    log,
    ...more,
  });
  const app = express();
  teams.mount(app);
  const server = app.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  fake.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);

  return {
    ...{ fake, teams, intents, logged, script, channel, contacts, askings, left, homes },
    suggests: (options: Option[] | Suggest) =>
      void suggestions.mockImplementation(typeof options === "function" ? options : async () => options),
    answers: (reply: Reply | Handle) =>
      void script.mockImplementation(typeof reply === "function" ? reply : async () => reply),
    /** What the app has asked the Bot Connector, besides keys and tokens. */
    asked: () => fake.calls.map(({ method }) => method).filter((method) => !/^(?:configuration|keys)$/.test(method)),
    async close() {
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
  submit: verbatim("Confirm"),
  extras: [{ label: verbatim("Send a new code"), command: "request.code", ref: { id: "r1", version: 1 } }],
};

export function cardReply(title: string, buttons: { label: string; command: string }[] = []): Reply {
  const all = buttons.map(({ label, command }) => ({ label: verbatim(label), command, ref: { id: "r1", version: 3 } }));
  return { kind: "card", card: { title: verbatim(title), buttons: all } };
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
