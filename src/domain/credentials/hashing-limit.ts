import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";

/** Runs work when there is room for it. Throws Refusal "web.busy" at once when too much waits already. */
export type Limit = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * At most `running` pieces of work at the same time and `waiting` more in a queue, first come, first served. A hash
 * takes a thread, 19 MiB and some 50 ms: without a bound, a handful of people posting forms would starve the rest.
 */
export function createLimit({ running = 2, waiting = 16 } = {}): Limit {
  let free = running;
  const queue: (() => void)[] = [];

  const enter = async () => {
    if (free > 0) free -= 1;
    else if (queue.length >= waiting) throw new Refusal(text("web.busy"));
    else await new Promise<void>((resolve) => queue.push(resolve));
  };
  // The place is handed on, not freed and taken again: nobody can slip in between.
  const leave = () => {
    const next = queue.shift();
    if (next) next();
    else free += 1;
  };

  return async (work) => {
    await enter();
    try {
      return await work();
    } finally {
      leave();
    }
  };
}
