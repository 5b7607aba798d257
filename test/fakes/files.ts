import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A file on somebody's screen, before it is sent. */
export type Chosen = { name: string; content: string | Uint8Array };
/** How a host gives a file out. `endless`: for as long as anybody reads. */
export type Serving = { type?: string; status?: number; location?: string; delayMs?: number; endless?: true };

const PIECE = Buffer.alloc(64 * 1024, "a");

/** Files that a chat keeps, each at a path of its own, and what was asked for. */
export function createFileStore() {
  const kept = new Map<string, Chosen & Serving>();
  const store = {
    /** How the files are given out that are kept from now on. */
    serving: {} as Serving,
    asked: [] as { path: string; authorization: string | undefined }[],
    /** How many bytes of endless files have left. */
    left: 0,
    /** The path of a file that is kept. */
    keep(file: Chosen): string {
      const path = `/kept/${randomUUID().slice(0, 8)}/${encodeURIComponent(file.name)}`;
      kept.set(path, { ...file, ...store.serving });
      return path;
    },
    /** True if that was asked for. `mayRead`: else there is a page to sign in, with status 200. */
    async answer(request: IncomingMessage, response: ServerResponse, mayRead: boolean): Promise<boolean> {
      const path = (request.url ?? "").split("?")[0] ?? "";
      const file = kept.get(path);
      if (!file) return false;
      store.asked.push({ path, authorization: request.headers.authorization });
      await sleep(file.delayMs ?? 0);
      if (!mayRead)
        response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end("<!doctype html>Sign in");
      else if (file.location) response.writeHead(302, { Location: file.location }).end();
      else await give(file, response);
      return true;
    },
  };

  async function give(
    { content, type = "text/csv", status = 200, endless }: Chosen & Serving,
    response: ServerResponse,
  ) {
    response.writeHead(status, { "Content-Type": type });
    if (!endless) return void response.end(content);
    while (!response.destroyed) {
      store.left += PIECE.byteLength;
      if (!response.write(PIECE)) await Promise.race([new Promise((go) => response.once("drain", go)), sleep(50)]);
      await sleep(0);
    }
  }
  return store;
}

/** Another host on this computer, to which nothing may go. */
export async function startElsewhere() {
  const asked: { url: string | undefined; authorization: string | undefined }[] = [];
  const server = createServer(({ url, headers }, response) => {
    asked.push({ url, authorization: headers.authorization });
    response.writeHead(200, { "Content-Type": "text/csv" }).end("elsewhere,elsewhere");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { origin, asked, close: () => new Promise((resolve) => server.close(resolve)) };
}
