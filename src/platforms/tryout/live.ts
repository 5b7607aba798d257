import type { RequestHandler, Response } from "express";

export type Live = {
  /** A stream that says when something changed, but not what: the page is then fetched again. */
  stream: RequestHandler;
  changed(): void;
  close(): void;
};

const WAIT_MS = 30;
const LOOK_EVERY_MS = 1_000;
const STILL_HERE_EVERY = 20;

/** `look` returns the state of what doesn't report its changes: the mailbox. It is called only while a page is open. */
export function createLive(look: () => Promise<string>): Live {
  const open = new Set<Response>();
  let waiting: NodeJS.Timeout | undefined;
  let before = "";
  let rounds = 0;
  const write = (line: string) => {
    for (const response of open) response.write(line);
  };
  // Several changes at once are reported as one.
  const changed = () => {
    waiting ??= setTimeout(() => {
      waiting = undefined;
      write("event: changed\ndata: \n\n");
    }, WAIT_MS).unref();
  };
  const lookAgain = async () => {
    if (open.size === 0) return;
    rounds += 1;
    if (rounds % STILL_HERE_EVERY === 0) write(": still here\n\n");
    const now = await look();
    if (now !== before) changed();
    before = now;
  };
  const looking = setInterval(() => void lookAgain(), LOOK_EVERY_MS).unref();
  return {
    changed,
    stream(_request, response) {
      response.set("Content-Type", "text/event-stream").flushHeaders();
      response.write("retry: 1000\n\n");
      open.add(response);
      response.on("close", () => open.delete(response));
    },
    close() {
      clearInterval(looking);
      clearTimeout(waiting);
      for (const response of open) response.end();
    },
  };
}
