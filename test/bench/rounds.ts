import { type Asker, inParallel, joined, type Measured } from "./load.ts";
import type { MailServer } from "./mail.ts";
import { ADMINISTRATORS } from "./seed.ts";

const AT_ONCE = 50;

/** Who is under load. With `mail`, each submit sends one. */
export type Side = {
  name: string;
  ask: Asker;
  members: readonly number[];
  submits: boolean;
  mail?: MailServer;
};

/** What was measured in the rounds that count, all together. */
export type Sides = { form: (name: string) => Measured; submit: (name: string) => Measured };

type Round = { form: Measured; submit: Measured };

/**
 * Puts every side under the same load, in turn and the next time in the opposite order, so that other work on the
 * machine meets all of them. There is one round more, to warm up, and four at most: five codes an hour are all that a
 * person gets, and five requests all that may be open.
 */
export async function inTurn(sides: readonly Side[], rounds: number): Promise<Sides> {
  const done = new Map<string, Round[]>(sides.map(({ name }) => [name, []]));
  for (let number = 0; number <= rounds; number += 1) {
    for (const side of number % 2 === 0 ? sides : sides.toReversed()) {
      const arrived = side.submits && side.mail?.expect(side.members.length);
      const measured = await round(side, number);
      if (number > 0) done.get(side.name)?.push(measured);
      if (arrived) await arrived();
    }
  }
  const of = (step: keyof Round) => (name: string) => joined((done.get(name) ?? []).map((one) => one[step]));
  return { form: of("form"), submit: of("submit") };
}

async function round({ ask, members, submits }: Side, number: number): Promise<Round> {
  const forms: Awaited<ReturnType<Asker>>[] = [];
  const form = await inParallel(members, AT_ONCE, async (member) => {
    const opened = await ask(member, `new${number}-${member}@example.org`);
    forms.push(opened);
    return opened;
  });
  const submit = await inParallel(submits ? forms : [], AT_ONCE, ({ submit }) => submit());
  return { form, submit };
}

/** So many members who may invite, and others for each number. */
export function group(number: number, people: number): readonly number[] {
  return Array.from({ length: people }, (_, i) => ADMINISTRATORS + 1 + number * people + i);
}
