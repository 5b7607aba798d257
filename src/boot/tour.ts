import { TRYOUT } from "../core/platform.ts";
import type { Database } from "../db/open.ts";
import { readMilestones } from "../domain/members/milestones-store.ts";
import type { Done } from "../platforms/tryout/tour.ts";

/** What the guide of the try-out chat ticks: it asks what has happened, and by whom does not matter. */
export async function tourOf(db: Pick<Database, "prisma">, organizationId: string): Promise<Done> {
  const reached = await readMilestones(db.prisma, organizationId, TRYOUT);
  return {
    activated: reached.administrators > 0,
    connected: reached.connected > 0,
    "second-invited": reached.administratorsInvited > 1,
    "second-active": reached.administrators > 1,
    asked: reached.asked > 0,
    approved: reached.approved > 0,
    "third-active": reached.active > 2,
  };
}
