import { createApp } from "../../src/app.ts";
import { createLog } from "../../src/boot/log.ts";
import { readConfig } from "../../src/config.ts";
import { createKeys } from "../../src/core/keys.ts";
import type { Platform } from "../../src/core/platform.ts";
import { openQueue } from "../../src/delivery/queue.ts";
import { routingOf } from "../../src/jobs.ts";
import { listen } from "../../src/web/server.ts";
import { createClock } from "../fakes/clock.ts";
import type { Chosen } from "../fakes/files.ts";
import { createMailbox } from "../fakes/mailbox.ts";
import { freshDatabase } from "./database.ts";
import type { Driver, Seen, Values } from "./driver.ts";
import { startDriver } from "./drivers.ts";
import { freePort } from "./free-port.ts";
import type { Kind } from "./matrix.ts";
import { settled } from "./queue-jobs.ts";
import { createVisitor } from "./visitor.ts";

export const PASSWORD = "correct horse battery staple";
const FIRST = "ada@example.com";

export type Story = Awaited<ReturnType<typeof startStory>>;
export type Person = Awaited<ReturnType<Story["person"]>>;

/** The whole product on a platform and a database, with people in it who do what people do. */
export async function startStory(platform: Platform, kind: Kind, environment: Record<string, string> = {}) {
  const lines: string[] = [];
  const log = createLog("info", { write: (line) => void lines.push(line) });
  const db = await freshDatabase(kind, log);
  const queue = await openQueue(db, log, routingOf);
  const clock = createClock();
  const mailbox = createMailbox();
  const driver = await startDriver(platform);
  const given = {
    NODE_ENV: "test",
    ORGANIZATION_NAME: "Acme Payments",
    FIRST_ADMIN_EMAIL: FIRST,
    DATA_DIR: db.place.dataDir,
  };
  const port = await freePort();
  const config = readConfig({ ...given, PORT: String(port), ...driver.environment, ...environment });
  const keys = createKeys(["a key for tests, at least thirty-two characters"]);
  const app = await createApp({
    config,
    db,
    queue,
    keys,
    mailer: mailbox.mailer,
    log,
    now: clock.now,
    clock: clock.database,
  });
  const server = listen(app.web, port, "127.0.0.1");
  const url = `http://127.0.0.1:${port}`;
  driver.connect(url);
  await app.start();

  async function person(name: string, email = `${name.toLowerCase()}@example.com`) {
    const user = await driver.join({ name, email });
    return createPerson({ driver, mailbox, clock, settled: () => settled(queue) }, { name, email, user });
  }

  return {
    ...{ app, db, driver, clock, mailbox, log: lines, url, person, queue },
    /** Opens a link and goes through the pages: a code by mail, a password. Returns what the last page says. */
    async activates(email: string, link: string, { password = PASSWORD, name = "" } = {}): Promise<string> {
      const visitor = createVisitor();
      await visitor.go(link.replace(config.PUBLIC_URL, url));
      await visitor.submit(/activate\/[^/]+$/);
      await visitor.submit(/finish$/, { code: await mailbox.codeFor(email), name, password, repeat: password });
      return visitor.words();
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await app.stop();
      await queue.stop();
      await db.close();
      await driver.close();
    },
  };
}

type Around = {
  driver: Driver;
  mailbox: ReturnType<typeof createMailbox>;
  clock: ReturnType<typeof createClock>;
  settled: () => Promise<void>;
};

function createPerson({ driver, mailbox, clock, settled }: Around, who: { name: string; email: string; user: string }) {
  const { user, email } = who;
  let at: Seen | undefined;
  const acts = async (act: () => Promise<Seen>): Promise<Seen> => {
    await settled();
    at = await act();
    return at;
  };
  const inFront = (): Seen => {
    if (!at) throw new Error(`${who.name} has nothing in front of them`);
    return at;
  };
  return {
    ...who,
    mention: driver.mention(user),
    command: driver.command,
    types: (words: string) => acts(() => driver.types(user, words)),
    writes: (words: string) => acts(() => driver.writes(user, words)),
    sendsFile: (name: string, words?: string, content: Chosen["content"] = "a,b") =>
      acts(() => driver.sendsFile(user, { name, content }, words)),
    /** fills in the field for a file and sends the form, or sends the file where forms hold none */
    async submitsFile(field: string, name: string, content: Chosen["content"], values: Values = {}) {
      const form = inFront();
      await acts(() => driver.attaches(user, form, field, { name, content }));
      return at === form || at?.id === form.id ? acts(() => driver.submits(user, form, values)) : inFront();
    },
    /** the labels that are offered for what is typed in a field of what they saw last */
    searches: (field: string, typed: string) => driver.searches(user, inFront(), field, typed),
    /** in what they saw last, or in something else on their screen */
    presses: (button: string, what = inFront()) => acts(() => driver.presses(user, what, button)),
    /** what that shows: the form, with the fields that go with what was chosen */
    fills: (values: Values) => acts(() => driver.fills(user, inFront(), values)),
    submits: (values: Values, what = inFront()) => acts(() => driver.submits(user, what, values)),
    /** the newest code in their mail */
    code: () => mailbox.codeFor(email),
    sees: () => driver.sees(user),
    opensHome: () => acts(() => driver.opensHome(user)),
    seesHome: async () => driver.seesHome(user),
    looksAgain: async () => (await driver.sees(user)).at(-1),
    /** waits until something with these words is on their screen */
    async finds(words: string): Promise<Seen> {
      // Looking takes time too: less often, the longer it takes.
      const until = Date.now() + 5_000;
      for (let pause = 10; ; pause = Math.min(pause * 1.5, 150)) {
        const found = (await driver.sees(user)).findLast(({ text }) => text.includes(words));
        if (found) {
          at = found;
          return found;
        }
        if (Date.now() > until)
          throw new Error(`${who.name} never saw "${words}"; saw: ${JSON.stringify(await driver.sees(user), null, 1)}`);
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    },
    waits: clock.forward,
    /** all messages on their way have arrived */
    settles: settled,
  };
}
