import { dictionary } from "@zxcvbn-ts/language-common";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Refusal } from "../../src/core/refusal.ts";
import { createLimit } from "../../src/domain/credentials/hashing-limit.ts";
import {
  ARGON2,
  hashPassword,
  needsRehash,
  requireGoodPassword,
  verifyPassword,
} from "../../src/domain/credentials/password.ts";

const about = { email: "robin.hood@sherwood.example", organization: "Example Pay" };
const GOOD = "a quiet harbour at dawn";

/** The id of the sentence it is refused with, or null. */
function refusal(password: string, who = about): string | null {
  try {
    requireGoodPassword(password, who);
    return null;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    expect(error.field).toBe("password");
    return error.text.id;
  }
}

// The letters, digits and signs of the world, without what folding could turn into a name or a row.
const character = fc.constantFrom(..."abcdefghijklmnopqrstuvwxyzABCDEFG0123456789 !?-_€éßñøжд中文字😀🦊".match(/./gu)!);
const word = (minLength: number, maxLength: number) => fc.array(character, { minLength, maxLength });
const named = /hood|robin|example|pay/i;

describe("a good password", () => {
  it.each([
    GOOD,
    "correct horse battery staple",
    "пароль из разных слов",
    "这是一个足够长的密码句子吧",
    "😀🦊🐢🌵🎈🚲🧭🪁🍉🥨🎻⛵",
  ])("is taken whatever it is made of: %s", (password) => expect(refusal(password)).toBeNull());

  it("has 12 to 128 characters, each counted once however it is written", () => {
    fc.assert(
      fc.property(word(0, 140), (characters) => {
        const password = characters.join("");
        const told = refusal(password);
        if (characters.length < 12) expect(told).toBe("password.too-short");
        else if (characters.length > 128) expect(told).toBe("password.too-long");
        else if (!named.test(password)) expect([null, "password.common"]).toContain(told);
      }),
    );
    expect(refusal("e\u0301".repeat(11))).toBe("password.too-short");
    expect(refusal(`${"e\u0301\u1eb7".repeat(63)}qz`)).toBeNull();
    expect(refusal("😀🦊🐢🌵🎈🚲🧭🪁🍉🥨🎻")).toBe("password.too-short");
  });

  it("is measured without much work when somebody sends a megabyte", () => {
    expect(refusal("e\u0301".repeat(500_000))).toBe("password.too-long");
  });
});

describe("a common password", () => {
  const leaked = dictionary["passwords-common"];

  it("is refused for each of the long ones that were leaked, in any letter case", () => {
    const long = leaked.filter((password) => password.length >= 12);
    expect(leaked.length).toBeGreaterThan(3_000);
    expect(long.length).toBeGreaterThan(200);
    for (const password of long)
      for (const typed of [password, password.toUpperCase()]) expect(refusal(typed)).toBe("password.common");
  });

  it("is refused when a leaked one, or a few characters, are repeated until it is long enough", () => {
    const piece = fc.oneof(
      fc.constantFrom(...leaked.slice(0, 3_000)),
      fc.array(character, { minLength: 1, maxLength: 4 }).map((all) => all.join("")),
    );
    fc.assert(
      fc.property(piece, (one) => {
        const repeated = one.repeat(Math.max(2, Math.ceil(12 / [...one].length)));
        expect(refusal(repeated)).toBe("password.common");
      }),
    );
  });

  it.each([
    "aaaaaaaaaaaa",
    "AAAAAAAAAAAAAAAA",
    "🦊".repeat(12),
    "qwertyqwerty",
    "abcdefghijkl",
    "ponmlkjihgfe",
    "Passwordpassword",
  ])("is refused: %s", (password) => expect(refusal(password)).toBe("password.common"));
});

describe("a password made of names", () => {
  const around = fc
    .tuple(word(6, 20), word(6, 20))
    .map(([before, after]) => [before.join(""), after.join("")] as const);

  it.each([
    ["robin.hood@sherwood.example", "password.holds-email"],
    ["ROBIN.HOOD", "password.holds-email"],
    ["RobinHood", "password.holds-email"],
    ["example pay", "password.holds-organization"],
    ["ExamplePay", "password.holds-organization"],
    ["Example-Pay", "password.holds-organization"],
  ])("is refused when %s is anywhere in it", (name, id) => {
    fc.assert(
      fc.property(around, ([before, after]) => {
        expect(refusal(before + name + after)).toBe(id);
      }),
    );
  });

  it("may hold a local part or a name so short that it is in many words", () => {
    expect(refusal("graphpaper and ink", { email: "ink@sherwood.example", organization: "HP" })).toBeNull();
    expect(refusal("graphpaper and ink", { email: "x@sherwood.example", organization: "ink" })).toBe(
      "password.holds-organization",
    );
  });

  it("is refused too when the organization's name has accents that were typed in another way", () => {
    const who = { ...about, organization: "Café Crème" };
    expect(refusal("mein cafe\u0301 cre\u0300me 77", who)).toBe("password.holds-organization");
  });
});

describe("a password's hash", () => {
  const limit = createLimit();

  it("is argon2id with OWASP's figures, salted, and never the password", async () => {
    const [one, other] = await Promise.all([hashPassword(GOOD, limit), hashPassword(GOOD, limit)]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,(?:t=2,p=1|p=1,t=2)\$/);
    expect(one).not.toBe(other);
    expect(ARGON2).toMatchObject({ memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  });

  it("fits the same password, however its accents are typed, and no other", async () => {
    const hashed = await hashPassword("crème brûlée au dessert", limit);
    expect(await verifyPassword("crème brûlée au dessert".normalize("NFD"), hashed, limit)).toBe(true);
    for (const wrong of ["creme brulee au dessert", "crème brûlée au dessert ", "Crème brûlée au dessert", ""])
      expect(await verifyPassword(wrong, hashed, limit)).toBe(false);
  });

  it("is made of every one of the 128 characters, and never of more", async () => {
    const longest = "eight-🦊.".repeat(15).concat("12345678");
    const hashed = await hashPassword(longest, limit);
    expect(await verifyPassword(`${longest.slice(0, -1)}x`, hashed, limit)).toBe(false);
    await expect(hashPassword(`${longest}x`, limit)).rejects.toMatchObject({ text: { id: "password.too-long" } });
    expect(await verifyPassword(`${longest}x`, hashed, limit)).toBe(false);
  });

  it("is to be made again when the figures have changed", async () => {
    expect(needsRehash(await hashPassword(GOOD, limit))).toBe(false);
    const salted = "$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g";
    expect(needsRehash(`$argon2id$v=19$m=4096,t=2,p=1${salted}`)).toBe(true);
    expect(needsRehash(`$argon2id$v=19$m=19456,t=1,p=1${salted}`)).toBe(true);
    expect(needsRehash(`$argon2i$v=19$m=19456,t=2,p=1${salted}`)).toBe(true);
  });
});

describe("the limit on hashing", () => {
  it("runs two at once, lets 16 wait in order, and tells everybody else at once that it is busy", async () => {
    const limit = createLimit();
    const done: number[] = [];
    const release: (() => void)[] = [];
    let running = 0;
    let most = 0;
    const work = (number: number) =>
      limit(async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise<void>((resolve) => release.push(resolve));
        running -= 1;
        done.push(number);
      });
    const all = Array.from({ length: 18 }, (_, number) => work(number));
    await expect(work(18)).rejects.toMatchObject({ text: { id: "web.busy" } });
    while (done.length < 18) {
      release.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(all);
    expect(most).toBe(2);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    await expect(limit(async () => "free again")).resolves.toBe("free again");
  });

  it("gives the place back when the work fails, in whatever order work ends", async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(fc.boolean(), { maxLength: 18 }), async (s, outcomes) => {
        const limit = createLimit();
        let running = 0;
        const all = outcomes.map((isGood) =>
          limit(async () => {
            running += 1;
            expect(running).toBeLessThanOrEqual(2);
            await s.schedule(Promise.resolve());
            running -= 1;
            if (!isGood) throw new Error("failed");
          }).then(
            () => true,
            () => false,
          ),
        );
        await s.waitAll();
        while (s.count() > 0) await s.waitAll();
        expect(await Promise.all(all)).toEqual(outcomes);
        expect(await limit(async () => running)).toBe(0);
      }),
    );
  });
});
