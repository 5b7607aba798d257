import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import express from "express";
import type { Asking, Intent, Reply } from "../../src/core/conversation.ts";
import type { Option } from "../../src/core/form.ts";
import type { Log } from "../../src/core/log.ts";
import { createTryout, type Mail } from "../../src/platforms/tryout/app.ts";
import type { Done } from "../../src/platforms/tryout/tour.ts";
import { verbatim } from "../../src/text/text.ts";
import { listen } from "../../src/web/server.ts";
import { tryoutDriver } from "../fakes/tryout.ts";
import { silent } from "../harness/postgresql.ts";

export const ADA = { id: "ada", name: "Ada", email: "ada@example.com" };
export const GRACE = { id: "grace", name: "Grace", email: "grace@example.com" };

export const NOTHING_DONE: Done = {
  ...{ activated: false, connected: false, "second-invited": false, "second-active": false },
  ...{ asked: false, approved: false, "third-active": false },
};

export type Answer = { status: number; text: string; headers: Record<string, string | string[] | undefined> };
type Sent = { method?: string; headers?: Record<string, string | undefined>; body?: string };
export type OpenTryout = Awaited<ReturnType<typeof openTryout>>;

/** The try-out chat alone, in front of a product that answers as it is told. */
export async function openTryout(options: { answer?: (intent: Intent) => Reply; folder?: string; log?: Log } = {}) {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), "countersign-test-")));
  const stateFile = join(folder, "tryout.json");
  const [intents, askings, mails]: [Intent[], Asking[], Mail[]] = [[], [], []];
  const homes: { user: string; version: string | null }[] = [];
  const tryout = {
    answer: options.answer ?? ((): Reply => ({ kind: "text", text: verbatim("understood") })),
    home: (_intent: Intent): Reply => ({ kind: "text", text: verbatim("nobody's") }),
    suggested: (_asking: Asking): Option[] => [],
    progress: async () => NOTHING_DONE,
    mailbox: async (): Promise<Mail[]> => mails,
  };
  const chat = createTryout({
    suggest: async (asking) => {
      askings.push(asking);
      return tryout.suggested(asking);
    },
    handle: async (intent) => {
      // The page asks for that by itself.
      if (intent.kind === "pressed" && intent.command === "home.show") return tryout.home(intent);
      intents.push(intent);
      return tryout.answer(intent);
    },
    homeShown: async ({ by, version }) => void homes.push({ user: by.user, version }),
    mailbox: () => tryout.mailbox(),
    organization: "Acme Payments",
    people: [ADA, GRACE],
    stateFile,
    log: options.log ?? silent,
    commands: () => ["help", "invite"],
    approvals: "channel",
    progress: () => tryout.progress(),
  });
  const app = express();
  chat.mount(app);
  // The icon belongs to the pages, which are not there.
  app.get("/assets/countersign.svg", (_request, response) => void response.status(204).end());
  const server = listen(app, 0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  const origin = `http://127.0.0.1:${port}`;
  const driver = tryoutDriver();
  driver.connect(origin);

  /** As the page would send it, but for what is said to be different; undefined leaves a header out. */
  function send(path: string, { method = "GET", headers = {}, body }: Sent = {}): Promise<Answer> {
    const posting = { Origin: origin, "Content-Type": "application/json", "Sec-Fetch-Site": "same-origin" };
    const all = Object.entries({ ...(method === "POST" ? posting : {}), ...headers });
    const given = Object.fromEntries(all.filter(([, value]) => value !== undefined));
    return new Promise((resolve, reject) => {
      const sending = request(`${origin}/try${path}`, { method, headers: given }, async (response) => {
        let text = "";
        for await (const chunk of response) text += chunk;
        resolve({ status: response.statusCode ?? 0, text, headers: response.headers });
      });
      sending.on("error", reject);
      sending.end(body);
    });
  }

  return Object.assign(tryout, {
    ...{ origin, port, folder, stateFile, intents, askings, mails, homes, driver, chat, send },
    post: (path: string, body: unknown, headers: Sent["headers"] = {}) =>
      send(path, { method: "POST", headers, body: typeof body === "string" ? body : JSON.stringify(body) }),
    page: async (as: string, at = "dm") => (await send(`?${new URLSearchParams({ as, in: at })}`)).text,
    /** Ends it; the folder stays for the next one where it is kept. */
    async close({ keep = false } = {}) {
      chat.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (!keep) await rm(folder, { recursive: true, force: true });
    },
  });
}
