import { expect, it } from "vitest";
import { startProblem } from "../../src/boot/start-problem.ts";

it.each([
  [Object.assign(new Error("listen"), { code: "EADDRINUSE", errno: -98 }), "The port is in use already."],
  [Object.assign(new Error("write"), { code: "ENOSPC", errno: -28 }), "the disk is full"],
  [{ name: "ErrnoError", errno: 51 }, "the disk is full"],
  [Object.assign(new Error("open"), { code: "EACCES" }), "Check who owns DATA_DIR."],
  [new Error("it is Tuesday"), "Countersign could not start: it is Tuesday"],
  [{ name: "Something", errno: 12345 }, "the reason is not known"],
  [undefined, "the reason is not known"],
])("what keeps it from starting is told in a sentence: %o", (error, sentence) => {
  expect(startProblem(error)).toContain(sentence);
  expect(startProblem(error)).not.toContain("[object");
});
