/** An element of a page, as far as a test reads one. */
export type Element = { tag: string; attributes: Record<string, string>; children: (Element | string)[] };

const VOID = new Set(["input", "link", "meta", "br", "path", "rect", "circle"]);
const INLINE = new Set(["span", "a", "button", "label", "output", "time", "svg"]);
const TOKEN = /<!--[\s\S]*?-->|<!doctype[^>]*>|<(?<end>\/?)(?<tag>[a-z0-9]+)(?<rest>[^>]*)>|[^<]+/gi;
const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };

/** Reads markup that escapes what it must, as the product's own does. Anything else is an error. */
export function readMarkup(markup: string): Element {
  const root: Element = { tag: "#root", attributes: {}, children: [] };
  const open = [root];
  for (const { 0: token, groups } of markup.matchAll(TOKEN)) {
    const into = open.at(-1) ?? root;
    const tag = groups?.tag?.toLowerCase();
    if (!tag) {
      if (!token.startsWith("<!")) into.children.push(unescaped(token));
    } else if (groups?.end) {
      if (into.tag !== tag) throw new Error(`</${tag}> where </${into.tag}> should be`);
      open.pop();
    } else {
      const element = { tag, attributes: attributesOf(groups?.rest ?? ""), children: [] };
      into.children.push(element);
      if (!VOID.has(tag)) open.push(element);
    }
  }
  if (open.length > 1) throw new Error(`<${open.at(-1)?.tag}> is never closed`);
  return root;
}

/** Every element in it that fits, in the order of the page. */
export function all(within: Element, fits: (element: Element) => boolean): Element[] {
  return within.children.flatMap((child) =>
    typeof child === "string" ? [] : [...(fits(child) ? [child] : []), ...all(child, fits)],
  );
}

export function has(name: string, value?: string): (element: Element) => boolean {
  return ({ attributes }) => (value === undefined ? name in attributes : attributes[name] === value);
}

export function isOfClass(name: string): (element: Element) => boolean {
  return ({ attributes }) => (attributes.class ?? "").split(" ").includes(name);
}

/** What can be read: a line for each block. What only a screen reader says is left out. */
export function textOf(element: Element): string {
  return linesOf(element)
    .split("\n")
    .map((line) => line.replace(/[ \t]+/g, " ").trim())
    .filter(Boolean)
    .join("\n");
}

function linesOf(element: Element): string {
  if (isOfClass("unseen")(element) || has("hidden")(element)) return "";
  const inside = element.children.map((child) => (typeof child === "string" ? child : linesOf(child))).join("");
  return INLINE.has(element.tag) ? inside : `\n${inside}\n`;
}

function attributesOf(source: string): Record<string, string> {
  const pairs = [...source.matchAll(/(?<name>[^\s="/]+)(?:="(?<value>[^"]*)")?/g)];
  return Object.fromEntries(pairs.map(({ groups }) => [groups?.name, unescaped(groups?.value ?? "")]));
}

function unescaped(value: string): string {
  return value.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? "");
}
