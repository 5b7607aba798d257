import { pathToFileURL } from "node:url";
import { z } from "zod";
import type { Span } from "./load.ts";

/** What `node --cpu-prof` writes: https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile */
export const cpuProfile = z.object({
  nodes: z.array(
    z.object({
      id: z.number(),
      callFrame: z.object({ functionName: z.string(), url: z.string() }),
      children: z.array(z.number()).default([]),
    }),
  ),
  /** microseconds of the steady clock, as `process.hrtime` counts them */
  startTime: z.number(),
  samples: z.array(z.number()),
  /** microseconds since the sample before */
  timeDeltas: z.array(z.number()),
});

export type CpuProfile = z.infer<typeof cpuProfile>;
/** A part of the time in which the processor was busy, 0 to 1. */
export type Share = { group: string; share: number };

type Node = CpuProfile["nodes"][number];

const PACKAGES: [RegExp, string][] = [
  [/^(?:@prisma\/.*|pglite-prisma-adapter)$/, "prisma client"],
  [/^pg(?:-(?:pool|protocol|types|int8|connection-string)|pass)?$|^postgres-/, "pg"],
];
const SOCKETS = /^node:(?:_?http|net|tls|dns|stream|_stream|internal\/(?:net|stream|http|js_stream|dns))/;

/** Own time by package, by folder of the product and by part of Node, largest first; only what fell into the spans. */
export function sharesOf(profile: CpuProfile, spans: readonly Span[], root: string): Share[] {
  const groups = groupsOf(profile.nodes, `${pathToFileURL(root).href}/`);
  const times = new Map<string, number>();
  let at = profile.startTime;
  for (const [i, sample] of profile.samples.entries()) {
    const took = profile.timeDeltas[i] ?? 0;
    at += took;
    const group = groups.get(sample);
    if (!group || !spans.some(({ from, to }) => at >= from && at <= to)) continue;
    times.set(group, (times.get(group) ?? 0) + took);
  }
  const busy = [...times.values()].reduce((sum, time) => sum + time, 0);
  const shares = [...times].map(([group, time]) => ({ group, share: time / busy }));
  return shares.toSorted((a, b) => b.share - a.share);
}

/** The group of each node's id; none for what is idle. */
function groupsOf(nodes: readonly Node[], root: string): ReadonlyMap<number, string> {
  const parents = new Map(nodes.flatMap((node) => node.children.map((child) => [child, node] as const)));
  const groups = new Map<number, string>();
  for (const node of nodes) {
    const group = groupOf(node, parents, root);
    if (group) groups.set(node.id, group);
  }
  return groups;
}

// What has no file of its own is counted where it was called: JSON.parse in a driver is the driver's time.
function groupOf(node: Node, parents: ReadonlyMap<number, Node>, root: string): string | null {
  const { functionName, url } = node.callFrame;
  if (functionName === "(idle)") return null;
  if (functionName === "(garbage collector)") return "garbage collection";
  if (functionName === "(program)") return "native code and the kernel";
  const parent = parents.get(node.id);
  if (url.startsWith("wasm:")) return `wasm, called by ${callerOf(node, parents, root)}`;
  if (url === "") return parent ? groupOf(parent, parents, root) : "native code and the kernel";
  return groupOfFile(url, root);
}

function callerOf(node: Node, parents: ReadonlyMap<number, Node>, root: string): string {
  let caller: Node | undefined = node;
  while (caller && (caller.callFrame.url === "" || caller.callFrame.url.startsWith("wasm:")))
    caller = parents.get(caller.id);
  return caller ? groupOfFile(caller.callFrame.url, root) : "unknown";
}

function groupOfFile(url: string, root: string): string {
  const name = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  if (name) return PACKAGES.find(([pattern]) => pattern.test(name))?.[1] ?? name;
  if (SOCKETS.test(url)) return "sockets and http";
  const module = /^node:(?:internal\/)?([^/]+)/.exec(url)?.[1];
  if (module) return `node: ${module}`;
  if (url.startsWith(`${root}src/db/generated/`)) return "prisma client";
  const folder = url.slice(root.length).split("/").slice(0, -1).slice(0, 3).join("/");
  return url.startsWith(root) ? `ours: ${folder}` : url;
}
