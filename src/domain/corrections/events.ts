import type { EventRules, Events } from "../../core/event.ts";
import type { MemberState } from "../access/actor.ts";
import type { GrantedRole } from "../access/grant.ts";

type Whose = { memberId: string; addressId: string };

declare module "../../core/event.ts" {
  interface Events {
    /** a name was changed, or an address is asked to be confirmed: `addressId` */
    "member.corrected": {
      memberId: string;
      state: MemberState;
      grants: readonly GrantedRole[];
      hasNewName: boolean;
      addressId: string | null;
    };
    "address.confirmed": Whose;
    /** it is the member's address now */
    "address.changed": Whose;
    "address.ended": Whose & { state: "stopped" | "replaced" | "expired" | "taken" };
  }
}

const moved =
  <State extends "confirmed" | "changed">(state: State) =>
  ({ addressId }: Whose) => ({ addressId, state });

// A Home is titled with the name or, without one, the address.
const homes = ({ memberId }: { memberId: string }) => ({ of: "member" as const, id: memberId });

export const correctionEvents = {
  "member.corrected": {
    entry: true,
    jobs: {
      "name-corrected": ({ memberId, hasNewName }) => (hasNewName ? { memberId } : null),
      "address-moved": ({ addressId }) => (addressId ? { addressId, state: "asked" } : null),
      homes: (event) => (event.hasNewName ? homes(event) : null),
    },
  },
  "address.confirmed": { entry: true, jobs: { "address-moved": moved("confirmed") } },
  "address.changed": { entry: true, jobs: { "address-moved": moved("changed"), homes } },
  "address.ended": {
    entry: true,
    jobs: {
      // Of the one that takes its place they are told anyway.
      "address-moved": ({ addressId, state }: Events["address.ended"]) =>
        state === "replaced" ? null : { addressId, state },
    },
  },
} satisfies Partial<EventRules>;
