import { memberOf } from "./admission.ts";
import { CallFailed } from "./call.ts";

/** Whether somebody is still in the tenant. Null where Teams does not clearly say so. Rejects where it asks to wait. */
export type IsThere = (user: string) => Promise<boolean | null>;

type Parts = {
  tenant: string;
  personalChat: (user: string) => Promise<string>;
  member: (conversation: string, user: string) => Promise<unknown>;
};

/**
 * Asks the roster of somebody's personal chat. Only a clear answer counts: that the app is not there for them, or that
 * something else can't be found, says nothing of the person. Whose sign-in is blocked stays in the roster.
 */
export function createIsThere({ tenant, personalChat, member }: Parts): IsThere {
  return async (user) => {
    try {
      const profile = await member(await personalChat(user), user);
      return memberOf(profile, tenant, user) ? true : null;
    } catch (error) {
      if (!(error instanceof CallFailed) || error.status === 429) throw error;
      return isNobody(error) ? false : null;
    }
  };
}

/** Does Teams say that there is no such person? A proxy's 404 has no such code, and a chat that is gone another one. */
export function isNobody(error: unknown): boolean {
  const codes = ["MemberNotFoundInConversation", "NotFound"];
  return error instanceof CallFailed && error.status === 404 && codes.includes(error.reason);
}
