import { once } from "node:events";
import { chmod, mkdir, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { dirname, join } from "node:path";
import { z } from "zod";
import { FILE_MOST_BYTES } from "../core/file.ts";
import type { ApiKeys } from "../pipeline/api-keys.ts";
import type { ImportFile } from "../pipeline/import-file.ts";
import type { Recover } from "../pipeline/recover-member.ts";
import type { RotateKeys } from "../pipeline/rotate-keys.ts";
import { readFile } from "../text/read-file.ts";

/** Where the command line of this computer reaches the running server: a socket that only its owner can open. */
export const socketOf = (dataDir: string): string => join(dataDir, "console", "socket");

/** Bytes of a socket's path: 103 on macOS, 107 on Linux (unix(7)). */
const PATH_MOST = 103;

/** Why there can be no such socket, or null. The server runs without one. */
export function socketProblem(dataDir: string, platform: string = process.platform): string | null {
  if (platform === "win32") return "The command line can't reach a running server on Windows. Everything else works.";
  const bytes = Buffer.byteLength(socketOf(dataDir));
  if (bytes <= PATH_MOST) return null;
  return `The command line can't reach the running server: the path ${socketOf(dataDir)} has ${bytes} bytes, and a socket's has ${PATH_MOST} at most. Choose a shorter DATA_DIR.`;
}

/** A file as it is sent: its bytes in base64. */
const fileShape = z.strictObject({ as: z.string().max(254), name: z.string().max(255), bytes: z.base64() });
const recoverShape = z.strictObject({ email: z.string().max(254), address: z.string().max(254).nullable() });
const keysShape = z.strictObject({ first: z.string().max(20) });
const newKeyShape = z.strictObject({
  name: z.string().max(200),
  scopes: z.array(z.string().max(100)).max(20),
  days: z.number(),
});
const revokeShape = z.strictObject({ which: z.string().max(200) });
const BODY_MOST = Math.ceil(FILE_MOST_BYTES / 3) * 4 + 65_536;
const TOOK_TOO_LONG_MS = 30_000;

/** What the command line may ask for. */
export type Served = { importFile: ImportFile; apiKeys: ApiKeys; rotateKeys: RotateKeys; recover: Recover };
type Answered = { ok: boolean; lines: string[] };

/** By path; each gives null for what it can't read. */
function servicesOf({ importFile, apiKeys, rotateKeys, recover }: Served) {
  return new Map([
    [
      "/import",
      service(fileShape, ({ as, name, bytes }) =>
        importFile({ as, file: readFile(name, Buffer.from(bytes, "base64")) }),
      ),
    ],
    ["/api-key/add", service(newKeyShape, apiKeys.add)],
    ["/api-key/list", service(z.strictObject({}), apiKeys.list)],
    ["/api-key/revoke", service(revokeShape, apiKeys.revoke)],
    ["/keys/rotate", service(keysShape, rotateKeys)],
    ["/recover", service(recoverShape, recover)],
  ]);
}

type Service = (body: unknown) => Promise<Answered> | null;

function service<Asked>(shape: z.ZodType<Asked>, run: (asked: Asked) => Promise<Answered>): Service {
  return (body) => {
    const { data } = shape.safeParse(body);
    return data === undefined ? null : run(data);
  };
}

/**
 * Listens for the command line, on a socket in a folder that only the server's own user can enter: no port is opened, and
 * there is no moment in which somebody else could connect. Returns what ends it.
 */
export async function listenToCommandLine(dataDir: string, served: Served): Promise<() => Promise<void>> {
  const [path, services] = [socketOf(dataDir), servicesOf(served)];
  const server = createServer({ requestTimeout: TOOK_TOO_LONG_MS }, (request, response) => {
    answer(request, response, services).catch(() => response.destroy());
  });
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  // Of a folder that is there, the mode would stay; of a server that was killed, the socket.
  await chmod(dirname(path), 0o700);
  await rm(path, { force: true });
  server.listen(path);
  await once(server, "listening");
  await chmod(path, 0o600);
  return async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
}

type Services = ReadonlyMap<string, Service>;

async function answer(request: IncomingMessage, response: ServerResponse, services: Services): Promise<void> {
  const asked = services.get(request.url ?? "");
  if (request.method !== "POST" || !asked) return end(response, 404, { ok: false, lines: [] });
  const answered = asked(await bodyOf(request));
  if (!answered) return end(response, 400, { ok: false, lines: ["This can't be read. Is the file too large?"] });
  end(response, 200, await answered);
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    length += part.length;
    if (length > BODY_MOST) return null;
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString("utf8"));
  } catch {
    return null;
  }
}

function end(response: ServerResponse, status: number, body: Answered): void {
  response.writeHead(status, { "Content-Type": "application/json", Connection: "close" }).end(JSON.stringify(body));
}
