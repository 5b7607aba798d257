import { readFileSync } from "node:fs";
import { basename } from "node:path";
import jsonc from "jsonc-parser";
import { z } from "zod";
import type { OwnPermission } from "../core/own-permission.ts";
import { builtIn } from "../domain/access/permission.ts";
import { permissionName } from "../text/en/permissions.ts";
import { visibleName } from "../text/visible.ts";

/** So many fit into every chat's form, and beside the built-in ones into the list of all. */
export const OWN_MOST = 16;
/** Names and explanations together, as a form-encoded view sends them back: a letter is 1, a Chinese sign 9. */
export const WORDS_MOST = 11_000;
const BYTES_MOST = 64 * 1024;

const word = z
  .string()
  .max(30)
  .regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, "must be small letters, digits and hyphens, such as payout");
const line = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine(
      (said) => visibleName(said) === said && said.trim() === said && !/[^\S ]/.test(said),
      "must be one line, without spaces around it or signs that nobody sees",
    );

// As long as an option and its explanation may be in Slack.
const entry: z.ZodType<OwnPermission> = z.strictObject({
  ...{ resource: word, action: word, name: line(60), about: line(75), group: line(40).optional() },
});
const file = z.array(entry).max(OWN_MOST, `holds more than ${OWN_MOST} permissions`);

type Problem = { at: number; what: string };

/** The permissions of a file, or what is wrong with it: a sentence for each problem, with its line. */
export function readPermissionFile(path: string): { own: OwnPermission[]; problems: string[] } {
  const read = contentOf(path);
  if ("problem" in read) return { own: [], problems: [`${basename(path)} ${read.problem}`] };
  const { content } = read;
  const { own, problems } = understood(content);
  const named = problems.map(({ at, what }) => `${basename(path)}:${lineAt(content, at)}: ${what}`);
  return { own, problems: named };
}

function contentOf(path: string): { content: string } | { problem: string } {
  try {
    const bytes = readFileSync(path);
    if (bytes.length > BYTES_MOST) return { problem: `has more than ${BYTES_MOST} bytes` };
    return { content: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    return { problem: code === "ERR_ENCODING_INVALID_ENCODED_DATA" ? "is not UTF-8" : `can't be read (${code})` };
  }
}

function understood(content: string): { own: OwnPermission[]; problems: Problem[] } {
  const errors: jsonc.ParseError[] = [];
  const tree = jsonc.parseTree(content, errors, { disallowComments: true, allowTrailingComma: false });
  const [broken] = errors;
  if (broken || !tree) {
    const why = broken ? jsonc.printParseErrorCode(broken.error) : "nothing is in it";
    return { own: [], problems: [{ at: broken?.offset ?? 0, what: `this is not JSON: ${why}` }] };
  }
  const twice = repeatedKeys(tree);
  const parsed = file.safeParse(jsonc.getNodeValue(tree));
  if (!parsed.success)
    return { own: [], problems: [...twice, ...parsed.error.issues.map((one) => problemOf(tree, one))] };
  return { own: parsed.data, problems: [...twice, ...collisions(tree, parsed.data), ...tooMuch(tree, parsed.data)] };
}

function problemOf(tree: jsonc.Node, { path, message }: z.core.$ZodIssue): Problem {
  const [at, field] = [path[0], path[1]];
  const named = path.filter((part) => typeof part !== "symbol");
  // Where a field is missing, its entry is the place.
  const node = jsonc.findNodeAtLocation(tree, named) ?? jsonc.findNodeAtLocation(tree, named.slice(0, 1)) ?? tree;
  const where = field === undefined ? (at === undefined ? "" : "this permission: ") : `"${String(field)}": `;
  return { at: node.offset, what: `${where}${message}` };
}

/** Of two values of one name, JSON's readers take one without a word. */
function repeatedKeys(node: jsonc.Node): Problem[] {
  const children = node.children ?? [];
  const keys = node.type === "object" ? children.flatMap(({ children: [key] = [] }) => key ?? []) : [];
  const again = keys.filter((key, at) => keys.findIndex(({ value }) => value === key.value) !== at);
  return [
    ...again.map(({ offset, value }) => ({ at: offset, what: `"${value}" is there twice` })),
    ...children.flatMap(repeatedKeys),
  ];
}

/** No two are one permission or have one name, and none is a built-in one. */
function collisions(tree: jsonc.Node, own: readonly OwnPermission[]): Problem[] {
  const ids = new Set<string>(builtIn);
  const names = new Set(builtIn.map(permissionName));
  return own.flatMap(({ resource, action, name }, at) => {
    const [id, called] = [`${resource}:${action}`, name.toLowerCase()];
    const offset = (field: string) => jsonc.findNodeAtLocation(tree, [at, field])?.offset ?? 0;
    const problems = [
      ...(ids.has(id) ? [{ at: offset("resource"), what: `there is a permission ${id} already` }] : []),
      ...(names.has(called) ? [{ at: offset("name"), what: `there is a permission called “${name}” already` }] : []),
    ];
    ids.add(id);
    names.add(called);
    return problems;
  });
}

/** Slack takes no view that is too big, so what does not fit is refused here and not when somebody opens a form. */
function tooMuch(tree: jsonc.Node, own: readonly OwnPermission[]): Problem[] {
  let room = WORDS_MOST;
  for (const [at, { name, about }] of own.entries()) {
    room -= encodeURIComponent(name + about).length;
    if (room < 0) {
      const offset = jsonc.findNodeAtLocation(tree, [at])?.offset ?? 0;
      return [{ at: offset, what: "from here on the names and explanations are too long for a form; shorten some" }];
    }
  }
  return [];
}

function lineAt(content: string, offset: number): number {
  return content.slice(0, offset).split("\n").length;
}
