import type { ChatAccount } from "../core/conversation.ts";
import { inTransaction, readTime } from "../db/transaction.ts";
import { heardLeft } from "../domain/members/left-chat.ts";
import type { Services } from "./services.ts";

/** What a platform calls when it hears that a person was deactivated there or is gone, or is back. */
export type Left = (account: ChatAccount, hasLeft: boolean) => Promise<void>;

/** Notes it for the organization that this server serves. */
export function createLeft(
  { db, clock, record }: Pick<Services, "db" | "clock" | "record">,
  organizationId: string,
): Left {
  return (account, hasLeft) =>
    inTransaction(db, async (tx) => {
      const now = await readTime(tx, clock());
      const done = await heardLeft(tx, organizationId, { account, hasLeft, now });
      await record(tx, { organizationId, doer: { by: null, via: account }, ...done, now });
    });
}
