import { expect, it } from "vitest";
import { cpuProfile, sharesOf } from "./shares.ts";

const FILES: [name: string, url: string, parent: number][] = [
  ["(root)", "", 0],
  ["(idle)", "", 1],
  ["(garbage collector)", "", 1],
  ["submit", "file:///app/src/domain/requests/open.ts", 1],
  ["parse", "", 4],
  ["find", "file:///app/src/db/generated/client.ts", 4],
  ["query", "file:///app/node_modules/@prisma/client/runtime/client.mjs", 4],
  ["compile", "wasm://wasm/1234", 7],
  ["send", "file:///app/node_modules/pg/lib/client.js", 4],
  ["writev", "", 11],
  ["write", "node:internal/stream_base_commons", 9],
  ["hash", "node:internal/crypto/hash", 4],
  ["insert", "file:///app/node_modules/a/node_modules/pg-boss/dist/index.js", 4],
];

const profile = cpuProfile.parse({
  startTime: 1_000,
  nodes: FILES.map(([functionName, url], i) => ({
    id: i + 1,
    callFrame: { functionName, url },
    children: FILES.flatMap(([, , parent], child) => (parent === i + 1 ? [child + 1] : [])),
  })),
  samples: FILES.map((_, i) => i + 1),
  timeDeltas: FILES.map(() => 10),
});

it("counts own time by package, by folder and by part of Node, and leaves idle time out", () => {
  const shares = sharesOf(profile, [{ from: 0, to: 5_000 }], "/app");
  const counted = Object.fromEntries(shares.map(({ group, share }) => [group, Math.round(share * 12)]));
  expect(counted).toEqual({
    "native code and the kernel": 1,
    "garbage collection": 1,
    "ours: src/domain/requests": 2,
    "prisma client": 2,
    "wasm, called by prisma client": 1,
    pg: 1,
    "sockets and http": 2,
    "node: crypto": 1,
    "pg-boss": 1,
  });
});

it("counts only what fell into the spans", () => {
  const shares = sharesOf(profile, [{ from: 1_025, to: 1_045 }], "/app");
  expect(shares).toEqual([
    { group: "garbage collection", share: 0.5 },
    { group: "ours: src/domain/requests", share: 0.5 },
  ]);
});
