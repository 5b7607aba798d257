import { readFile } from "node:fs/promises";
import { request } from "node:http";
import { basename } from "node:path";
import { z } from "zod";
import { doorOf, storedDoor } from "../boot/command-line.ts";
import { FILE_MOST_BYTES } from "../core/file.ts";

const answerShape = z.object({ ok: z.boolean(), lines: z.array(z.string()) });
type Answer = z.infer<typeof answerShape>;

/** Has the running server read a file for a member; what it says about it. */
export async function importFile(dataDir: string, path: string, as: string): Promise<Answer> {
  const file = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${path} can't be read (${error.code}).`);
  });
  if (file.byteLength > FILE_MOST_BYTES)
    throw new Error(`${path} is too large: at most ${FILE_MOST_BYTES / 1024 / 1024} MB are read.`);
  const { port, token } = await doorIn(dataDir);
  return post({ port, token }, JSON.stringify({ as, name: basename(path), bytes: file.toString("base64") }));
}

async function doorIn(dataDir: string): Promise<z.infer<typeof storedDoor>> {
  const path = doorOf(dataDir);
  const stored = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT")
      throw new Error(`${path} can't be read (${error.code}). Run this as the server's user.`);
    throw new Error(`The server is not running, or has another DATA_DIR than ${dataDir}. Start it, and try again.`);
  });
  return storedDoor.parse(JSON.parse(stored));
}

function post({ port, token }: z.infer<typeof storedDoor>, body: string): Promise<Answer> {
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  const asked = request({ host: "127.0.0.1", port, method: "POST", path: "/import", headers });
  return new Promise((resolve, reject) => {
    asked.on("error", () => reject(new Error("The server can't be reached. Is it running?")));
    asked.on("response", async (response) => {
      try {
        const parts: Buffer[] = [];
        for await (const part of response) parts.push(part);
        resolve(answerShape.parse(JSON.parse(Buffer.concat(parts).toString("utf8"))));
      } catch (error) {
        reject(error);
      }
    });
    asked.end(body);
  });
}
