import { argv, exit, stderr, versions } from "node:process";

// Before anything native is loaded: argon2 crashes an older Node without a word.
const needed = 24;
if (Number(versions.node.split(".")[0]) < needed) {
  stderr.write(`Countersign needs Node ${needed} or newer; this is ${versions.node}.\n`);
  stderr.write(`"npm start" brings its own. To run ${argv[1]} directly, install Node ${needed}: https://nodejs.org\n`);
  exit(1);
}
