import { sql } from "../../db/sql.ts";
import type { Tx } from "../../db/transaction.ts";
import { type Write, write } from "../../db/write.ts";
import { DISABLED_AFTER, WEB } from "./challenge.ts";
import { mailedCode } from "./factors/factors.ts";

type Whose = { organizationId: string; memberId: string };

/** Where mailed codes are typed; what fails there is counted apart. */
export type Typed = "chat" | "web";

const counterOf = (where: Typed) => (where === "web" ? `${mailedCode.kind}${WEB}` : mailedCode.kind);

/** Have so many wrong codes been typed there that no more are mailed? */
export async function areDisabled(tx: Tx, whose: Whose, where: Typed): Promise<boolean> {
  const kind = counterOf(where);
  const count = await tx.factor.count({ where: { ...whose, kind, failuresInRow: { gte: DISABLED_AFTER } } });
  return count > 0;
}

/** The member has shown in another way that the mailbox is theirs: failures are counted from zero again. */
export function enableCodes({ organizationId, memberId }: Whose, where: Typed): Write {
  return write(sql`
    UPDATE factor SET failures_in_row = 0, locked_until = NULL
    WHERE organization_id = ${organizationId}::uuid AND member_id = ${memberId}::uuid AND kind = ${counterOf(where)}`);
}
