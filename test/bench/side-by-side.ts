import { atLeast, atMost, type Figure, ms, p50, p99, told } from "./figures.ts";
import { inParallel, joined, type Measured, perSecond } from "./load.ts";
import type { MailServer } from "./mail.ts";
import type { Place } from "./places.ts";
import { ADMINISTRATORS } from "./seed.ts";
import { type Running, startServer } from "./servers.ts";
import { BOT_TOKEN, SIGNING_SECRET, type Sink } from "./sink.ts";
import { type OpenModal, submitInvite, typeInvite } from "./slack.ts";

const AT_ONCE = 50;
/** Each person asks four times, since five codes an hour are all they get; the first time is to warm up. */
const ROUNDS = 4;

type Sides = { label: string; place: Place; sink: Sink; mail: MailServer; product: Running; people: number };

/** The product and a bare Bolt app under the same load, in turn. */
export async function sideBySide({ label, place, sink, mail, product, people }: Sides): Promise<Figure[]> {
  const bare = await startServer("bare.ts", place.dataDir, slackEnvironment(sink));
  try {
    const rounds = { product: [] as Round[], bare: [] as Round[] };
    for (let number = 0; number < ROUNDS; number += 1) {
      const [ofBare, ofProduct] = [await round(bare, sink, number, people), await round(product, sink, number, people)];
      await mail.quiet();
      if (number === 0) continue;
      rounds.bare.push(ofBare);
      rounds.product.push(ofProduct);
    }
    return (["invite", "submit"] as const).flatMap((step) => {
      const of = (all: Round[]) => joined(all.map((one) => one[step]));
      return compared(`${label}, ${NAMES[step]}`, of(rounds.product), of(rounds.bare));
    });
  } finally {
    await bare.stop();
  }
}

export function slackEnvironment({ apiUrl }: Sink): Record<string, string> {
  return { SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_SIGNING_SECRET: SIGNING_SECRET, SLACK_API_URL: apiUrl };
}

const NAMES = { invite: "`/team invite` to views.open", submit: "submit to its answer" };

type Round = { invite: Measured; submit: Measured };

async function round({ url }: Running, sink: Sink, number: number, people: number): Promise<Round> {
  const modals: OpenModal[] = [];
  const everybody = Array.from({ length: people }, (_, i) => ADMINISTRATORS + 1 + i);
  const invite = await inParallel(everybody, AT_ONCE, async (member) => {
    const { milliseconds, modal } = await typeInvite(url, sink, member, `new${number}-${member}@example.org`);
    modals.push(modal);
    return milliseconds;
  });
  const submit = await inParallel(modals, AT_ONCE, (modal) => submitInvite(url, modal));
  return { invite, submit };
}

function compared(what: string, product: Measured, bare: Measured): Figure[] {
  const times = (value: number) => `${value.toFixed(1)} x`;
  const said = (one: Measured) =>
    `p50 ${ms(p50(one.latencies))}, p99 ${ms(p99(one.latencies))}, ${Math.round(perSecond(one))}/s`;
  return [
    told(`${what}: this product / a bare Bolt app`, `${said(product)} / ${said(bare)}`),
    atMost(`${what}: p99, times the bare app's`, p99(product.latencies) / p99(bare.latencies), 2, times),
    atLeast(
      `${what}: throughput, times the bare app's`,
      perSecond(product) / perSecond(bare),
      0.5,
      (value) => `${value.toFixed(2)} x`,
    ),
  ];
}
