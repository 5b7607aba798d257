import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { strayLines, straysIn } from "../../src/boot/env-file.ts";

describe("what .env says in vain", () => {
  it("is nothing in .env.example, set or not, nor where there is no file", async () => {
    const example = await readFile(new URL("../../.env.example", import.meta.url), "utf8");
    expect(straysIn(example)).toEqual([]);
    expect(straysIn(example.replace(/^# (?=[A-Z_]+=)/gm, ""))).toEqual([]);
    expect(strayLines("/nowhere/.env")).toEqual([]);
  });

  it("is a key that no setting has, told with the nearest one", () => {
    expect(straysIn("PORT=1\r\nFIRST_ADMIN_MAIL=a@b.example\n\n  export port=2")).toEqual([
      { line: 2, says: "there is no setting FIRST_ADMIN_MAIL. Did you mean FIRST_ADMIN_EMAIL?" },
      { line: 4, says: "there is no setting port. Did you mean PORT?" },
    ]);
    const [{ says = "" } = {}] = straysIn("SOMETHING_ELSE_ALTOGETHER=1");
    expect(says).toBe("there is no setting SOMETHING_ELSE_ALTOGETHER. See .env.example for those there are.");
  });

  it("is a line that sets nothing, and none of a value in quotes that goes on below", () => {
    const keys = 'SECRET_KEYS="first\nnot a setting\nlast" # why\n';
    expect(straysIn(`${keys}PORT 3000\n# PROT=1\nMAIL_FROM='a b'\n=x\n`)).toEqual([
      { line: 4, says: "this sets nothing. A setting looks like PORT=3000." },
      { line: 7, says: "this sets nothing. A setting looks like PORT=3000." },
    ]);
  });

  it("is told without what was written: it could be a secret", () => {
    const key = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ";
    const said = JSON.stringify(straysIn(`${key}\n${key}=\nxoxb-${key} = 1\nPASSWORD=${key}`));
    expect(said).toContain("there is no setting PASSWORD");
    expect(said).not.toContain(key);
  });
});
