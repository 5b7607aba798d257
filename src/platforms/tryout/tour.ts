import type { Reply } from "../../core/conversation.ts";
import type { Store } from "./state.ts";

const reached = [
  ...(["activated", "connected", "second-invited", "second-active"] as const),
  ...(["asked", "approved", "third-active"] as const),
];

/** What the guide leads to, in its order. That the history was read is known to the chat alone. */
export const steps = [...reached, "history-read"] as const;

export type Step = (typeof steps)[number];

/** What has happened so far, with whichever people. */
export type Done = Record<(typeof reached)[number], boolean>;

export type Tour = {
  /** The steps that are done. While that can't be found out, those that were done before. */
  done(): Promise<readonly Step[]>;
  /** Notes what only an answer tells. */
  saw(reply: Reply): void;
};

export function createTour(progress: () => Promise<Done>, { state, changed }: Store): Tour {
  let known: Partial<Done> = {};
  return {
    async done() {
      // A database that is away must not take the page away. Who sends something is told about it.
      known = await progress().catch(() => known);
      return steps.filter((step) => (step === "history-read" ? state.guide.historyRead : known[step]));
    },
    saw(reply) {
      if (reply.kind !== "card" || reply.card.title.id !== "history.title" || state.guide.historyRead) return;
      state.guide.historyRead = true;
      changed();
    },
  };
}
