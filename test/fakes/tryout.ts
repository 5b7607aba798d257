import { TRYOUT } from "../../src/core/platform.ts";
import type { Driver, Seen, Values } from "../harness/driver.ts";
import { all, type Element, has, isOfClass, readMarkup, textOf } from "../harness/markup.ts";
import type { Chosen } from "./files.ts";
import { type Found, fieldOf, filled, foundIn, seenEntry, seenHome, seenModal } from "./tryout-screen.ts";

type Answer = { status: number; text: string; location: string | null };

/** The try-out chat as its page uses it: what is done goes out as JSON, what can be seen is read from the page. */
export function tryoutDriver(): Driver {
  let origin = "";
  const modals = new Map<string, Element>();
  const found = new Map<string, Found[]>();
  /** What is filled in and not sent. */
  const pending = new Map<string, Values>();
  const attached = new Map<string, { field: string; file: ReturnType<typeof asSent> }[]>();

  async function send(path: string, body: object): Promise<Answer> {
    const headers = { "Content-Type": "application/json", Origin: origin, "Sec-Fetch-Site": "same-origin" };
    const response = await fetch(`${origin}/try/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${response.status}: ${text}`);
    return { status: response.status, text, location: response.headers.get("Location") };
  }

  async function page(user?: string, place = "dm"): Promise<Element> {
    const query = `?${new URLSearchParams({ ...(user !== undefined && { as: user }), in: place })}`;
    return readMarkup(await (await fetch(`${origin}/try${query}`)).text());
  }

  async function home(user: string): Promise<Element> {
    const shown = await page(user, "home");
    const [card] = all(shown, has("id", "home"));
    if (!card) throw new Error(`${user} has no Home`);
    return card;
  }

  const entries = async (user: string): Promise<Element[]> =>
    all(await page(user), (element) => isOfClass("entry")(element) && !isOfClass("said")(element));

  /** The dialog that was answered, or else what is new or different in the chat: a notice may come in between. */
  async function outcome(user: string, kind: Seen["kind"], before: Element[], answer: Answer): Promise<Seen> {
    const { status, text } = answer;
    if (status === 200) {
      const modal = readMarkup(text);
      modals.set(user, modal);
      pending.delete(user);
      attached.delete(user);
      return seenModal(modal);
    }
    modals.delete(user);
    const known = before.map((entry) => JSON.stringify(entry));
    const isNew = (entry: Element) => !known.includes(JSON.stringify(entry));
    const news = (await entries(user)).findLast((entry) => isNew(entry) && seenEntry(entry).kind === kind);
    if (!news) throw new Error(`${user} saw nothing new`);
    return seenEntry(news);
  }

  async function says(user: string, text: string, kind: Seen["kind"], more = {}): Promise<Seen> {
    const before = await entries(user);
    return outcome(user, kind, before, await send("say", { as: user, in: "dm", text, ...more }));
  }

  function modalOf(user: string): Element {
    const modal = modals.get(user);
    if (!modal) throw new Error(`${user} has no dialog open`);
    return modal;
  }

  const aboutOf = (modal: Element): string => all(modal, has("name", "$about"))[0]?.attributes.value ?? "";

  return {
    platform: TRYOUT,
    // As in Slack and Teams, where no channel is named.
    environment: { TRYOUT_APPROVALS: "direct" },
    connect: (url) => {
      origin = url;
    },
    async join({ name, email }) {
      const rows = all(await page(), isOfClass("person"));
      const row = rows.find((one) => textOf(one).split("\n").at(-1)?.includes(email));
      const { location } = row
        ? { location: row.attributes.href ?? "" }
        : await send("person", { values: { name, email } });
      return new URL(location ?? "", origin).searchParams.get("as") ?? "";
    },
    command: (words) => `/team ${words}`,
    types: (user, words) => says(user, `/team ${words}`.trim(), "ephemeral"),
    writes: (user, words) => says(user, words, "message"),
    sendsFile: (user, file, words = "") => says(user, words, "message", { file: asSent(file) }),
    async attaches(user, what, field, file) {
      const { name } = fieldOf(modalOf(user), field);
      attached.set(user, [
        ...(attached.get(user) ?? []).filter((one) => one.field !== name),
        { field: name, file: asSent(file) },
      ]);
      return what;
    },
    async presses(user, what, label) {
      const before = await entries(user);
      const within = await (what.kind === "modal"
        ? modalOf(user)
        : what.kind === "home"
          ? home(user)
          : before.find(has("id", what.id)));
      const button = within && all(within, has("data-press")).find((one) => textOf(one) === label);
      if (!button) throw new Error(`no button "${label}" among ${what.buttons.join(", ")}`);
      const message = within.attributes["data-message"];
      const about = message === undefined ? {} : { message: Number(message) };
      const sent = {
        as: user,
        in: what.kind === "home" ? "home" : "dm",
        button: button.attributes["data-press"],
        ...about,
      };
      return outcome(user, "ephemeral", before, await send("press", sent));
    },
    async fills(user, what, values) {
      pending.set(user, { ...pending.get(user), ...values });
      return what;
    },
    async submits(user, _what, values) {
      const modal = modalOf(user);
      const all = { ...pending.get(user), ...values };
      const files = attached.get(user) ?? [];
      const sent = { as: user, about: aboutOf(modal), ...filled(modal, all, found.get(user)), files };
      return outcome(user, "ephemeral", [], await send("submit", sent));
    },
    async searches(user, _what, field, typed) {
      const modal = modalOf(user);
      const { name } = fieldOf(modal, field);
      const sent = {
        as: user,
        about: aboutOf(modal),
        field: name,
        typed,
        values: filled(modal, pending.get(user) ?? {}, found.get(user)).values,
      };
      const options = foundIn(readMarkup((await send("search", sent)).text), name);
      found.set(user, [...(found.get(user) ?? []), ...options]);
      return options.map(({ label }) => label);
    },
    async sees(user) {
      const modal = modals.get(user);
      return [...(await entries(user)).map(seenEntry), ...(modal ? [seenModal(modal)] : [])];
    },
    opensHome: async (user) => seenHome(await home(user)),
    seesHome: async (user) => seenHome(await home(user)),
    mention: (user) => `@${user}`,
    close: async () => undefined,
  };
}

/** As the page sends a file: its bytes in base64. */
function asSent({ name, content }: Chosen) {
  return { name, content: Buffer.from(content).toString("base64") };
}
