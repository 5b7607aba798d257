import { setTimeout as sleep } from "node:timers/promises";
import { createLimit } from "../../src/domain/credentials/hashing-limit.ts";
import { hashPassword, verifyPassword } from "../../src/domain/credentials/password.ts";
import { atLeast, atMost, type Figure, ms, p99, told } from "./figures.ts";
import type { Kind, Place } from "./places.ts";
import { emailOf } from "./seed.ts";
import { type Running, startServer } from "./servers.ts";
import { openPlain } from "./sql.ts";

const PASSWORD = "nine copper kettles whistle";
const PEOPLE = 80;
/** As many hashes at a time as the product allows. */
const AT_A_TIME = 2;
/** So many people at a time that there is always one whose hash can be computed. */
const IN_LINE = 8;
const AT_ONCE = 200;
/** What the hashes that wait may take: two of 19 MiB run, and each request that waits takes some kilobytes. */
const MORE_MEGABYTES = 150;

/** How many people sign in each second, against nothing but their hashes; and what 200 at once do to everybody else. */
export async function signIns(kind: Kind, place: Place): Promise<Figure[]> {
  const hash = await hashPassword(PASSWORD, createLimit());
  await havePasswords(place, hash);
  const bare = await perSecond(AT_A_TIME, () => verifyPassword(PASSWORD, hash, createLimit()));
  const environment = { DATA_DIR: place.dataDir, ...(place.databaseUrl && { DATABASE_URL: place.databaseUrl }) };
  const server = await startServer({ file: "../../src/main.ts", cwd: place.dataDir, environment });
  try {
    const form = await openForm(server);
    await perSecond(IN_LINE, (at) => signIn(form, PEOPLE + at));
    const signedIn = await perSecond(IN_LINE, (at) => signIn(form, at));
    return [
      told(`${kind}: hashes alone, ${AT_A_TIME} at a time`, `${bare.toFixed(1)}/s`),
      told(`${kind}: sign-ins, ${IN_LINE} people at a time`, `${signedIn.toFixed(1)}/s`),
      atLeast(`${kind}: sign-ins against hashes alone`, signedIn / bare, 0.9, (ratio) => `${ratio.toFixed(2)}×`),
      ...(await crowd(kind, server, form)),
    ];
  } finally {
    await server.stop();
  }
}

async function havePasswords(place: Place, hash: string): Promise<void> {
  const db = await openPlain(place);
  try {
    const emails = Array.from({ length: PEOPLE }, (_, at) => emailOf(at + 1));
    await db.sql("UPDATE member SET password_hash = $1 WHERE email = ANY ($2)", [hash, emails]);
  } finally {
    await db.close();
  }
}

async function perSecond(workers: number, work: (at: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const began = performance.now();
  const worker = async () => {
    for (let at = next++; at < PEOPLE; at = next++) await work(at);
  };
  await Promise.all(Array.from({ length: workers }, worker));
  return PEOPLE / ((performance.now() - began) / 1000);
}

type Form = { url: string; csrf: string; cookie: string };

/** The page for signing in, as a browser has it. */
async function openForm({ url }: Running): Promise<Form> {
  const response = await fetch(`${url}/security`);
  const [, csrf = ""] = /name="csrf" value="([^"]+)"/.exec(await response.text()) ?? [];
  const cookie = response.headers.getSetCookie().map((set) => set.split(";")[0]);
  return { url, csrf, cookie: cookie.join("; ") };
}

/** Each from another network: what is measured is hashing, and not the limits on guessing. */
async function signIn({ url, csrf, cookie }: Form, at: number): Promise<number> {
  const response = await fetch(`${url}/security/sign-in`, {
    method: "POST",
    redirect: "manual",
    headers: {
      ...{ Cookie: cookie, Origin: url, "Sec-Fetch-Site": "same-origin" },
      "X-Forwarded-For": `10.${(at >> 8) & 255}.${at & 255}.1`,
    },
    body: new URLSearchParams({ csrf, email: emailOf((at % PEOPLE) + 1), password: PASSWORD }),
  });
  await response.arrayBuffer();
  return response.status;
}

/** Everybody at once: who finds no room is told so, and the process answers others as before. */
async function crowd(kind: Kind, server: Running, form: Form): Promise<Figure[]> {
  const before = await server.memory();
  const statuses: number[] = [];
  let left = AT_ONCE;
  const all = Array.from({ length: AT_ONCE }, async (_, at) => {
    statuses.push(await signIn(form, 2 * PEOPLE + at).finally(() => left--));
  });
  const answers: number[] = [];
  let peak = before;
  while (left > 0) {
    const asked = performance.now();
    await fetch(`${server.url}/healthz`).then((response) => response.arrayBuffer());
    answers.push(performance.now() - asked);
    peak = Math.max(peak, await server.memory());
    await sleep(5);
  }
  await Promise.all(all);
  const count = (status: number) => statuses.filter((one) => one === status).length;
  const what = `${kind}: ${AT_ONCE} sign-ins at once`;
  return [
    told(
      what,
      `${count(303)} signed in, ${count(422)} were told to try again, ${statuses.length - count(303) - count(422)} other`,
    ),
    atMost(`${what}: /healthz meanwhile, p99`, p99(answers), 100, ms),
    atMost(`${what}: more memory`, peak - before, MORE_MEGABYTES, (value) => `${Math.round(value)} MB`),
  ];
}
