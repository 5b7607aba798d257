import { atLeast, type Figure, told } from "./figures.ts";
import { perSecond } from "./load.ts";
import { type Checkout, type Outside, ours, seed, startProduct } from "./outside.ts";
import type { Kind, Places } from "./places.ts";
import { group, inTurn, type Side } from "./rounds.ts";
import type { Running } from "./servers.ts";
import { said } from "./side-by-side.ts";
import { askInSlack } from "./slack.ts";

const AIM = 2;

type Amount = { members: number; people: number; rounds: number };

/** This version and another one in turn, each on a database of its own that its own code has made. */
export async function against(
  other: Checkout,
  { outside, places }: { outside: Outside; places: Places },
  kind: Kind,
  { members, people, rounds }: Amount,
): Promise<Figure[]> {
  const running: Running[] = [];
  const sides: Side[] = [];
  try {
    for (const checkout of [ours, other]) {
      const place = await places.place(kind);
      await seed(checkout, outside, place, members);
      const product = await startProduct(checkout, outside, place);
      running.push(product);
      const ask = askInSlack(product.url, outside.slack);
      sides.push({ name: checkout.name, ask, members: group(0, people), submits: true, mail: outside.mail });
    }
    const { form, submit } = await inTurn(sides, rounds);
    const each = (of: typeof form) => `${said(of(ours.name))} / ${said(of(other.name))}`;
    const ratio = perSecond(submit(ours.name)) / perSecond(submit(other.name));
    return [
      told(`${kind}, \`/team invite\` to views.open: this version / ${other.name}`, each(form)),
      told(`${kind}, submit to its answer: this version / ${other.name}`, each(submit)),
      atLeast(
        `${kind}, submits a second, times those of ${other.name}`,
        ratio,
        AIM,
        (value) => `${value.toFixed(2)} x`,
      ),
    ];
  } finally {
    for (const product of running) await product.stop();
  }
}
