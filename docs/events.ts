import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EventKind, EventRules } from "../src/core/event.ts";
import type { JobName } from "../src/core/job.ts";
import type { JobRules } from "../src/domain/job.ts";
import { events } from "../src/events.ts";
import { jobs } from "../src/jobs.ts";

// `npm run events` writes docs/events.md: what each event leads to, read off the rules themselves. A test fails while the
// page is out of date.

const FILE = join(import.meta.dirname, "events.md");
const NOBODY = ["", "nobody", ""];

/** The page for these rules. */
export function eventsPage(eventRules: EventRules, jobRules: JobRules): string {
  return `# Events

<!-- Written by \`npm run events\` from src/events.ts and src/jobs.ts. Don't edit it. -->

What can happen, whether it becomes an entry in the history, which jobs it queues, who is told by them, and on which
way. A *card* is a message in a chat that is updated when what it shows changes.

${table(["event", "history", "job", "who is told", "on which way"], eventRows(eventRules, jobRules))}

## Jobs

All of them. Where no event is named, the job is queued by another job: the first one finds out who is to be told and
where, and queues one for each place.

${table(["job", "queued by", "who is told", "on which way"], jobRows(eventRules, jobRules))}
`;
}

function eventRows(eventRules: EventRules, jobRules: JobRules): string[][] {
  return kindsOf(eventRules).flatMap((kind) => {
    const about = [code(kind), eventRules[kind].entry ? "yes" : "no"];
    const caused = jobsOf(eventRules[kind]);
    if (caused.length === 0) return [[...about, ...NOBODY]];
    return caused.map((name) => [...about, code(name), ...tellsOf(jobRules, name)]);
  });
}

function jobRows(eventRules: EventRules, jobRules: JobRules): string[][] {
  return (Object.keys(jobRules) as JobName[]).map((name) => {
    const by = kindsOf(eventRules).filter((kind) => jobsOf(eventRules[kind]).includes(name));
    return [code(name), by.map(code).join(", ") || "another job", ...tellsOf(jobRules, name)];
  });
}

function tellsOf(rules: JobRules, name: JobName): string[] {
  const { tells, ways } = rules[name];
  return [tells, ways.join(", ")];
}

function kindsOf(rules: EventRules): EventKind[] {
  return Object.keys(rules) as EventKind[];
}

function jobsOf({ jobs }: { jobs: object }): JobName[] {
  return Object.keys(jobs) as JobName[];
}

function code(name: string): string {
  return `\`${name}\``;
}

function table(head: string[], rows: string[][]): string {
  const lines = [head, head.map(() => "---"), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

if (import.meta.main) writeFileSync(FILE, eventsPage(events, jobs));
