// A second opinion from Microsoft's own chat client, the Microsoft 365 Agents Playground: `npm run playground`.
// It starts the product with Teams connected and its authentication on, a playground for Ada and one for Grace, and
// plays the first story in headless Chromium. It takes pictures for somebody to look at, and is not part of `npm test`.
//
// npx fetches the playground when this runs. Its licence allows evaluation only: it may never become a dependency, be
// shipped or be hosted for others. It does not open dialogs from cards; those have the fake Teams' tests alone.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findChromium, launchBrowser } from "../harness/browser.ts";
import { freePort } from "../harness/free-port.ts";
import { startProduct } from "../start/product.ts";
import { startBridge } from "./bridge.ts";
import { ON_LOOPBACK, startPlayground } from "./client.ts";
import { type Person, personNamed } from "./people.ts";
import { openScreen, type Screen } from "./screen.ts";
import { tellStory } from "./story.ts";

/** What is open, in the order in which it was opened: it is closed the other way round. */
const open: (() => Promise<unknown>)[] = [];
const say = (line: string) => console.log(line);

async function play(): Promise<void> {
  if (!findChromium()) throw new Error("No Chromium was found. Install it or set CHROMIUM_PATH to one.");
  const folder = await mkdtemp(join(tmpdir(), "countersign-playground-"));
  const [dataDir, pictures] = [join(folder, "data"), join(folder, "pictures")];
  await mkdir(pictures);
  open.push(() => rm(dataDir, { recursive: true, force: true }));
  say(`Pictures: ${pictures}`);
  const port = await freePort();
  const bridge = await startBridge(() => `http://127.0.0.1:${port}`);
  open.push(bridge.close);
  const product = await startProduct({
    ...{ cwd: folder, node: [`--import=${ON_LOOPBACK}`] },
    env: {
      ...{ DATA_DIR: dataDir, PORT: String(port), ORGANIZATION_NAME: "Acme Payments", LOG_LEVEL: "warn" },
      ...{ FIRST_ADMIN_EMAIL: personNamed("Ada").email, ...bridge.environment },
    },
  });
  open.push(() => product.stop());
  await requireAuthentication(`http://127.0.0.1:${port}/api/messages`);
  const browser = await launchBrowser();
  open.push(() => browser.close());

  async function sit(person: Person): Promise<Screen> {
    const port = await freePort();
    bridge.seat(person, port);
    const playground = await startPlayground(person, { port, endpoint: bridge.endpoint, parent: folder });
    open.push(playground.stop);
    return openScreen({ browser, pictures, dataDir }, person, playground.url);
  }

  // One after the other: the first fetches what the second uses.
  const [ada, grace] = [await sit(personNamed("Ada")), await sit(personNamed("Grace"))];
  await tellStory(ada, grace, say).catch(async (error: unknown) => {
    await Promise.all([ada.takes("stuck"), grace.takes("stuck")]);
    say([...bridge.problems, product.text.err].join("\n"));
    throw error;
  });
  const unexpected = bridge.problems.join("\n");
  if (unexpected) throw new Error(`Calls failed on the way:\n${unexpected}`);
}

/** Else all of this would show nothing. */
async function requireAuthentication(url: string): Promise<void> {
  const { status } = await fetch(url, { method: "POST", body: JSON.stringify({ type: "message", text: "help" }) });
  if (status !== 401) throw new Error(`The bot answers ${status} to what nobody has signed.`);
}

async function close(): Promise<void> {
  for (let last = open.pop(); last; last = open.pop()) await last();
}

process.once("SIGINT", () => void close().finally(() => process.exit(130)));
play()
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  })
  .finally(close);
