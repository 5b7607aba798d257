import { atLeast, atMost, type Figure, ms, p50, p99, told } from "./figures.ts";
import { type Asker, inParallel, joined, type Measured, perSecond } from "./load.ts";
import type { MailServer } from "./mail.ts";
import type { Place } from "./places.ts";
import { ADMINISTRATORS } from "./seed.ts";
import { type Running, startServer } from "./servers.ts";
import { BOT_TOKEN, SIGNING_SECRET, type Sink } from "./sink.ts";
import { askInSlack } from "./slack.ts";
import { askInTeams } from "./teams.ts";
import type { TeamsSink } from "./teams-sink.ts";

const AT_ONCE = 50;
type Parts = { label: string; place: Place; sink: Sink; teams: TeamsSink; mail: MailServer; product: Running };
type Round = { invite: Measured; submit: Measured };
type Rounds = Record<"bare" | "slack" | "teams", Round[]>;

/**
 * A bare Bolt app, the product in Slack and the product in Teams under the same load, in turn. There is one round more,
 * to warm up, and four at most: five codes an hour are all that a person gets.
 */
export async function sideBySide(parts: Parts, people: number, rounds: number): Promise<Figure[]> {
  const { label, place, sink, teams, mail, product } = parts;
  const bare = await startServer("bare.ts", place.dataDir, slackEnvironment(sink));
  const [ofSlack, ofTeams] = [
    membersFrom(ADMINISTRATORS + 1, people),
    membersFrom(ADMINISTRATORS + 1 + people, people),
  ];
  const done: Rounds = { bare: [], slack: [], teams: [] };
  try {
    for (let number = 0; number <= rounds; number += 1) {
      done.bare.push(await round(askInSlack(bare.url, sink), number, ofSlack));
      done.slack.push(await round(askInSlack(product.url, sink), number, ofSlack));
      await mail.quiet();
      done.teams.push(await round(askInTeams(product.url, teams), number, ofTeams));
      await mail.quiet();
    }
  } finally {
    await bare.stop();
  }
  return figuresOf(label, done);
}

export function slackEnvironment({ apiUrl }: Sink): Record<string, string> {
  return { SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_SIGNING_SECRET: SIGNING_SECRET, SLACK_API_URL: apiUrl };
}

const membersFrom = (first: number, people: number) => Array.from({ length: people }, (_, i) => first + i);

async function round(ask: Asker, number: number, members: readonly number[]): Promise<Round> {
  const forms: Awaited<ReturnType<Asker>>[] = [];
  const invite = await inParallel(members, AT_ONCE, async (member) => {
    const form = await ask(member, `new${number}-${member}@example.org`);
    forms.push(form);
    return form;
  });
  return { invite, submit: await inParallel(forms, AT_ONCE, ({ submit }) => submit()) };
}

function figuresOf(label: string, rounds: Rounds): Figure[] {
  const of = (side: keyof Rounds, step: keyof Round) => joined(rounds[side].slice(1).map((one) => one[step]));
  const withBare = (["invite", "submit"] as const).flatMap((step) =>
    compared(`${label}, ${NAMES[step]}`, of("slack", step), of("bare", step)),
  );
  const withTeams = (["invite", "submit"] as const).map((step) =>
    told(`${label}, ${CHATS[step]}: Teams / Slack`, `${said(of("teams", step))} / ${said(of("slack", step))}`),
  );
  return [...withBare, ...withTeams];
}

const NAMES = { invite: "`/team invite` to views.open", submit: "submit to its answer" };
const CHATS = { invite: "invite to the form", submit: "submit to its answer" };

function said(one: Measured): string {
  const late = one.late > 0 ? `, ${one.late} of ${one.latencies.length} late` : "";
  return `p50 ${ms(p50(one.latencies))}, p99 ${ms(p99(one.latencies))}, ${Math.round(perSecond(one))}/s${late}`;
}

function compared(what: string, product: Measured, bare: Measured): Figure[] {
  const times = (value: number) => `${value.toFixed(1)} x`;
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
