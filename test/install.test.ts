import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

// What `npm ci --omit=dev` installs, read from the lockfile: docs/decisions/003 says why two commands have names of
// their own.
type Package = { dev?: boolean; version?: string };
const root = new URL("../", import.meta.url);
const read = (path: string) => readFileSync(fileURLToPath(new URL(path, root)), "utf8");
const packages: Record<string, Package> = JSON.parse(read("package-lock.json")).packages;
const versionOf = (name: string) => packages[`node_modules/${name}`]?.version;

describe("an installation without the development tools", () => {
  const installed = Object.keys(packages)
    .filter((path) => !packages[path]?.dev)
    .map((path) => path.replace(/^.*node_modules\//, ""));

  it.each(["@prisma/client", "argon2", "express"])("has %s", (name) => expect(installed).toContain(name));

  // The last two came with the prisma command.
  it.each([
    ...["prisma", "prisma-cli", "typescript", "typescript-cli", "knip", "vitest"],
    ...["@prisma/dev", "@prisma/studio-core", "@prisma/engines", "effect", "react"],
  ])("has no %s", (name) => expect(installed).not.toContain(name));

  it("has the Prisma client that the command generates for", () => {
    expect(versionOf("@prisma/client")).toBe(versionOf("prisma-cli"));
    expect(versionOf("@prisma/adapter-pg")).toBe(versionOf("prisma-cli"));
  });
});

describe("the image", () => {
  const dockerfile = read("Dockerfile");

  it("keeps the query compiler that the generated client loads", () => {
    const loaded = /import\("@prisma\/client\/runtime\/(?<file>[^"]+wasm-base64\.mjs)"\)/.exec(
      read("src/db/generated/internal/class.ts"),
    );
    expect(loaded?.groups?.file).toBeTruthy();
    expect(dockerfile).toContain(`! -name ${loaded?.groups?.file} `);
  });
});
