import { randomBytes, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { z } from "zod";
import { FILE_MOST_BYTES } from "../core/file.ts";
import { sha256 } from "../core/keys.ts";
import type { ApiKeys } from "../pipeline/api-keys.ts";
import type { ImportFile } from "../pipeline/import-file.ts";
import type { Recover } from "../pipeline/recover-member.ts";
import type { RotateKeys } from "../pipeline/rotate-keys.ts";
import { readFile } from "../text/read-file.ts";

/** Where the running server can be reached by the command line of this computer: who may read this file may use it. */
export const doorOf = (dataDir: string): string => join(dataDir, "command-line.json");
export const storedDoor = z.strictObject({ port: z.number().int(), token: z.string() });

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
 * Listens for the command line, on this computer alone and on a port of its own. A secret that is new with each start
 * lies in DATA_DIR, for its owner's eyes only. Returns what ends it.
 */
export async function listenToCommandLine(dataDir: string, served: Served): Promise<() => Promise<void>> {
  const token = randomBytes(32).toString("base64url");
  const services = servicesOf(served);
  const server = createServer({ requestTimeout: TOOK_TOO_LONG_MS }, (request, response) => {
    answer(request, response, { token, services }).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await writeDoor(dataDir, { port, token });
  return async () => {
    await rm(doorOf(dataDir), { force: true });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
}

async function writeDoor(dataDir: string, door: z.infer<typeof storedDoor>): Promise<void> {
  const path = doorOf(dataDir);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  // A new file: the mode of one that is there would stay.
  await rm(`${path}.part`, { force: true });
  await writeFile(`${path}.part`, JSON.stringify(door), { mode: 0o600, flag: "wx" });
  await rename(`${path}.part`, path);
}

type Parts = { token: string; services: ReadonlyMap<string, Service> };

async function answer(request: IncomingMessage, response: ServerResponse, { token, services }: Parts): Promise<void> {
  if (!isAllowed(request, token)) return end(response, 403, { ok: false, lines: ["not allowed"] });
  const asked = services.get(request.url ?? "");
  if (request.method !== "POST" || !asked) return end(response, 404, { ok: false, lines: [] });
  const answered = asked(await bodyOf(request));
  if (!answered) return end(response, 400, { ok: false, lines: ["This can't be read. Is the file too large?"] });
  end(response, 200, await answered);
}

// Hashed first, so that both are of one length.
function isAllowed({ headers }: IncomingMessage, token: string): boolean {
  const [given, wanted] = [headers.authorization ?? "", `Bearer ${token}`].map((one) => Buffer.from(sha256(one)));
  return given !== undefined && wanted !== undefined && timingSafeEqual(given, wanted);
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
