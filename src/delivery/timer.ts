import type { Log } from "../core/log.ts";

/** Calls `tick` each `everyMs` milliseconds, one call at a time, until stopped; a failure is logged and survived. */
export function startClock(tick: () => Promise<void>, everyMs: number, log: Log): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve();
  let isBusy = false;
  const run = async () => {
    isBusy = true;
    await tick()
      .catch((error) => log.warn({ error }, "timed work failed and will be tried again"))
      .finally(() => {
        isBusy = false;
      });
  };
  const timer = setInterval(() => {
    if (!isBusy) running = run();
  }, everyMs);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
