import { atLeast, atMost, type Figure, ms, p50, p99, told } from "./figures.ts";
import { type Measured, perSecond } from "./load.ts";
import type { Outside } from "./outside.ts";
import type { Kind, Place } from "./places.ts";
import { group, inTurn, type Side, type Sides } from "./rounds.ts";
import { type Running, startServer } from "./servers.ts";
import { slackEnvironment } from "./sink.ts";
import { askInSlack } from "./slack.ts";
import { askInTeams } from "./teams.ts";

export type Wanted = { forms: boolean; submits: boolean };
/** `floor` is a place with the same rows as the product's. */
type Parts = { kind: Kind; outside: Outside; product: Running; floor: Place };
type Amount = { people: number; rounds: number };

/** The product in Slack and in Teams, a bare Bolt app and one that writes by hand, in one run. */
export async function sideBySide(parts: Parts, amount: Amount, wanted: Wanted): Promise<Figure[]> {
  const { floor, outside } = parts;
  const environment = {
    ...slackEnvironment(outside.slack),
    ...{ DATA_DIR: floor.dataDir, ...(floor.databaseUrl && { DATABASE_URL: floor.databaseUrl }) },
  };
  const files = [...(wanted.forms ? ["bare"] : []), ...(wanted.submits ? ["floor"] : [])];
  const started: [string, Running][] = [];
  try {
    for (const name of files)
      started.push([name, await startServer({ file: `${name}.ts`, cwd: floor.dataDir, environment })]);
    const sides = await inTurn(sidesOf(parts, new Map(started), amount.people, wanted.submits), amount.rounds);
    return figuresOf(parts.kind, sides, wanted);
  } finally {
    for (const [, server] of started) await server.stop();
  }
}

// Each has members of its own where rows are written: the limits count a person's rows, by hand or not.
function sidesOf(
  { outside: { slack, teams, mail }, product }: Parts,
  others: ReadonlyMap<string, Running>,
  people: number,
  submits: boolean,
): Side[] {
  const { bare, floor } = Object.fromEntries(others);
  const ofBare = bare && { name: "bare", ask: askInSlack(bare.url, slack), members: group(0, people), submits: false };
  const ofFloor = floor && { name: "floor", ask: askInSlack(floor.url, slack), members: group(2, people), submits };
  return [
    ...[ofBare, ofFloor].filter((one) => one !== undefined),
    { name: "slack", ask: askInSlack(product.url, slack), members: group(0, people), submits, mail },
    { name: "teams", ask: askInTeams(product.url, teams), members: group(1, people), submits, mail },
  ];
}

function figuresOf(kind: Kind, { form, submit }: Sides, { forms, submits }: Wanted): Figure[] {
  const [ofForms, ofSubmits] = [`${kind}, \`/team invite\` to views.open`, `${kind}, submit to its answer`];
  const p99s = p99(form("slack").latencies) / p99(form("bare").latencies);
  const withBare = [
    told(`${ofForms}: this product / a bare Bolt app`, both(form("slack"), form("bare"))),
    atMost(`${ofForms}: p99, times the bare app's`, p99s, 2, (value) => `${value.toFixed(1)} x`),
    throughput(`${ofForms}: throughput, times the bare app's`, form("slack"), form("bare")),
    told(`${kind}, invite to the form: Teams / Slack`, both(form("teams"), form("slack"))),
  ];
  const withFloor = [
    told(`${ofSubmits}: this product / the same rows by hand`, both(submit("slack"), submit("floor"))),
    throughput(`${ofSubmits}: throughput, times that by hand`, submit("slack"), submit("floor")),
    told(`${ofSubmits}: Teams / Slack`, both(submit("teams"), submit("slack"))),
  ];
  return [...(forms ? withBare : []), ...(submits ? withFloor : [])];
}

function throughput(what: string, ofOne: Measured, ofOther: Measured): Figure {
  return atLeast(what, perSecond(ofOne) / perSecond(ofOther), 0.5, (value) => `${value.toFixed(2)} x`);
}

const both = (one: Measured, other: Measured) => `${said(one)} / ${said(other)}`;

/** `p50 20 ms, p99 31 ms, 240/s`, and how many of the answers only said that the real one follows. */
export function said(one: Measured): string {
  const late = one.late > 0 ? `, ${one.late} of ${one.latencies.length} late` : "";
  return `p50 ${ms(p50(one.latencies))}, p99 ${ms(p99(one.latencies))}, ${Math.round(perSecond(one))}/s${late}`;
}
