import { expect, it } from "vitest";
import { commands, nameOf } from "../../src/commands.ts";
import { codePurposes } from "../../src/jobs.ts";

/** No commands: they happen on the pages. */
const ON_PAGES = ["alternate.confirm", "invitation.accept", "session.sign-in", "session.reset"];

it("whatever takes a code has a sentence for its mail that says what the code is for", () => {
  const taking = commands.flatMap((command) => {
    if (command.kind === "step") return command.step.proof ? [nameOf(command)] : [];
    return command.kind === "greeting" && command.greeting.proof ? [nameOf(command)] : [];
  });
  expect(taking.length).toBeGreaterThan(3);
  expect(Object.keys(codePurposes).sort()).toEqual([...taking, ...ON_PAGES].sort());
});
