import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type InProcess, openInProcess } from "./bench/in-process.ts";
import { rowsScanned } from "./bench/scans.ts";
import { addMembers, fill } from "./bench/seed.ts";
import { tour } from "./bench/tour.ts";
import { freshPlace, type Place, products } from "./harness/database.ts";

const FEW = 100;
const MANY = 2_000;

/** Every statement that a command waits for; BEGIN and COMMIT are two of them, where there is a transaction. */
const ROUND_TRIPS = {
  "/team help": 1,
  "/team invitations": 2,
  "/team members": 2,
  "/team members m": 3,
  "/team members m50@example.com": 3,
  "/team members finance": 3,
  "/team members admin online store": 3,
  "/team members suspended": 3,
  "/team members expiring": 3,
  "/team members dormant": 2,
  "/team whocan approve requests": 2,
  "/team whocan see transactions on online store": 3,
  "/team member": 2,
  "/team roles": 2,
  "/team role": 2,
  "/team role compare": 4,
  "/team role copy": 2,
  "/team role change": 2,
  "/team role delete": 2,
  "/team role add": 2,
  "submit of /team role add": 7,
  "/team conflicts": 2,
  "/team security": 8,
  "/team security who": 2,
  "/team security reset": 3,
  "submit of /team security reset": 8,
  "submit of the code of /team security reset": 7,
  "approval of /team security reset": 6,
  "submit of approval of /team security reset": 11,
  "/team requests": 2,
  "/team withdraw": 4,
  "/team import": 4,
  "submit of import.read": 8,
  "/team import rows": 4,
  "/team import ask": 2,
  "submit of member.import": 12,
  "/team history": 3,
  "/team invite": 2,
  "submit of /team invite": 6,
  "submit of request.verify": 7,
  "request.show": 5,
  "request.approve": 6,
  "submit of request.approve": 8,
  "request.deny": 4,
  "submit of request.deny": 5,
  "request.withdraw": 4,
  "submit of request.withdraw": 5,
  "invitation.renew": 4,
  "submit of invitation.renew": 5,
  "invitation.revoke": 4,
  "submit of invitation.revoke": 5,
  "/team correct": 2,
  "submit of /team correct": 7,
  "/team address": 6,
  "submit of address.confirm": 7,
  "/team address stop": 4,
  "submit of address.stop": 5,
  "/team of a stranger": 1,
  "submit of identity.link": 6,
  "submit of identity.confirm": 6,
  "/team ask": 2,
  "/team give": 4,
  "/team reinstate": 2,
  "/team remove": 2,
  "/team suspend": 3,
  "approval of /team ask": 6,
  "approval of /team give": 7,
  "approval of /team reinstate": 7,
  "approval of /team remove": 6,
  "approval of /team role add": 7,
  "approval of grant.change": 6,
  "grant.change": 4,
  "submit of /team ask": 6,
  "submit of /team give": 7,
  "submit of /team reinstate": 7,
  "submit of /team remove": 7,
  "submit of /team suspend": 7,
  "submit of approval of /team ask": 9,
  "submit of approval of /team give": 9,
  "submit of approval of /team reinstate": 9,
  "submit of approval of /team remove": 8,
  "submit of approval of /team role add": 8,
  "submit of approval of grant.change": 9,
  "submit of grant.change": 8,
  "submit of the code of /team ask": 7,
  "submit of the code of /team give": 7,
  "submit of the code of /team reinstate": 7,
  "submit of the code of /team remove": 7,
  "submit of the code of /team role add": 7,
  "submit of the code of /team suspend": 9,
  "submit of the code of grant.change": 7,
};

describe.each(products)("what a command costs on $kind", ({ kind }) => {
  let place: Place;
  beforeAll(async () => {
    place = await freshPlace(kind);
    // Starting once makes the organization.
    await inProcess(place, async () => undefined);
    await fill(place, FEW);
  });
  afterAll(() => place.drop());

  it(`asks the database exactly so many times among ${FEW} members`, async () => {
    expect(await inProcess(place, (product) => roundTrips(product, 1))).toEqual(ROUND_TRIPS);
  });

  it(`asks it no more often among ${MANY} members, and never reads them all`, async () => {
    await inProcess(place, ({ db, organizationId }) => addMembers(db, organizationId, FEW + 1, MANY));
    const before = await scanned(place);
    expect(await inProcess(place, (product) => roundTrips(product, 2), { hours: 72 })).toEqual(ROUND_TRIPS);
    expect((await scanned(place)) - before).toBeLessThan(MANY);
  });
});

async function inProcess<T>(place: Place, work: (product: InProcess) => Promise<T>, later = { hours: 0 }): Promise<T> {
  const product = await openInProcess(place);
  product.forward(later);
  return work(product).finally(() => product.close());
}

async function roundTrips(product: InProcess, round: number): Promise<Record<string, number>> {
  return Object.fromEntries((await tour(product, round)).map((step) => [step.command, step.roundTrips]));
}

// Only PostgreSQL tells; the plans are the same in both.
async function scanned({ databaseUrl }: Place): Promise<number> {
  return databaseUrl ? rowsScanned(databaseUrl) : 0;
}
