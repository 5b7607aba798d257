import type { Response } from "express";
import type { TabUser } from "./tab-token.ts";

/** Who looks at their tab now. A stream says that something has changed, and not what. */
export type TabStreams = {
  open(user: TabUser, response: Response): void;
  /** False where nobody looks. */
  changed(user: string): boolean;
  close(): void;
};

/** Of one person, on all their devices; more than that is a mistake of the page. */
const MOST_OF_ONE = 10;
const STILL_HERE_MS = 20_000;

export function createTabStreams(now: () => Date): TabStreams {
  const open = new Map<string, Set<Response>>();
  const all = () => [...open.values()].flatMap((streams) => [...streams]);
  // Proxies end what is silent for long.
  const alive = setInterval(() => {
    for (const response of all()) response.write(": still here\n\n");
  }, STILL_HERE_MS).unref();
  return {
    open({ user, expires }, response) {
      const streams = open.get(user) ?? new Set();
      if (streams.size >= MOST_OF_ONE) return void response.status(429).end();
      // nginx would keep what comes until it is much.
      response.set({ "Content-Type": "text/event-stream", "X-Accel-Buffering": "no" }).flushHeaders();
      response.write(": here\n\n");
      open.set(user, streams.add(response));
      // The page asks again with a new token.
      const ends = setTimeout(() => response.end(), Math.max(expires * 1000 - now().getTime(), 0)).unref();
      response.on("close", () => {
        clearTimeout(ends);
        streams.delete(response);
        if (streams.size === 0) open.delete(user);
      });
    },
    changed(user) {
      const streams = open.get(user);
      for (const response of streams ?? []) response.write("event: changed\ndata: \n\n");
      return streams !== undefined;
    },
    close() {
      clearInterval(alive);
      for (const response of all()) response.end();
    },
  };
}
