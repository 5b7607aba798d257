import type { EventRules, Events } from "../../core/event.ts";
import type { AlternateHow } from "./alternate.ts";

type Whose = { memberId: string; changeId: string };
type Asked = Whose & { how: AlternateHow; isRemoval: boolean };

declare module "../../core/event.ts" {
  interface Events {
    /** another address for a member's codes waits to be confirmed; the row has the address */
    "alternate.asked": Asked;
    /** it is confirmed, or codes are to go to the member's own address again (`isRemoval`); it counts a day later */
    "alternate.confirmed": Asked;
    /** codes go there now */
    "alternate.changed": Whose;
    "alternate.ended": Whose & { state: "stopped" | "replaced" | "expired" | "taken" };
  }
}

export const alternateEvents = {
  "alternate.asked": {
    entry: true,
    jobs: {
      // What a member types into the page comes to nothing without the code, which is mailed there.
      "alternate-moved": ({ changeId, how }) => (how === "self" ? null : { changeId, state: "asked" }),
      "alternate-new": ({ changeId, how }) => (how === "self" ? null : { changeId, state: "asked" }),
    },
  },
  "alternate.confirmed": {
    entry: true,
    jobs: {
      "alternate-moved": ({ changeId }) => ({ changeId, state: "confirmed" }),
      "alternate-new": ({ changeId, isRemoval }) => (isRemoval ? null : { changeId, state: "confirmed" }),
    },
  },
  "alternate.changed": {
    entry: true,
    jobs: {
      "alternate-moved": ({ changeId }) => ({ changeId, state: "changed" }),
      "alternate-new": ({ changeId }) => ({ changeId, state: "changed" }),
    },
  },
  "alternate.ended": {
    entry: true,
    jobs: {
      // Of the one that takes its place they are told anyway.
      "alternate-moved": ({ changeId, state }: Events["alternate.ended"]) =>
        state === "replaced" ? null : { changeId, state },
    },
  },
} satisfies Partial<EventRules>;
