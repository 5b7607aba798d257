// npm links the commands of packages it installs, but not a package's own; npm 11 then doesn't find `npx countersign`.
import { rm, symlink } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const link = fileURLToPath(new URL("../../node_modules/.bin/countersign", import.meta.url));

if (process.platform !== "win32") {
  await rm(link, { force: true });
  await symlink("../../src/cli/countersign.ts", link);
}
