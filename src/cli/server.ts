import { readFile } from "node:fs/promises";
import { request } from "node:http";
import { z } from "zod";
import { doorOf, storedDoor } from "../boot/command-line.ts";

const answerShape = z.object({ ok: z.boolean(), lines: z.array(z.string()) });
export type Answer = z.infer<typeof answerShape>;

/** Asks the running server for something; null where none runs with this DATA_DIR. */
export async function askServer(dataDir: string, path: string, body: object): Promise<Answer | null> {
  const door = await doorIn(dataDir);
  return door && post(door, path, JSON.stringify(body));
}

async function doorIn(dataDir: string): Promise<z.infer<typeof storedDoor> | null> {
  const path = doorOf(dataDir);
  const stored = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw new Error(`${path} can't be read (${error.code}). Run this as the server's user.`);
  });
  return stored === null ? null : storedDoor.parse(JSON.parse(stored));
}

/** A server that was killed leaves its door behind: then nobody answers there. */
function post({ port, token }: z.infer<typeof storedDoor>, path: string, body: string): Promise<Answer | null> {
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  const asked = request({ host: "127.0.0.1", port, method: "POST", path, headers });
  return new Promise((resolve, reject) => {
    asked.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ECONNREFUSED") resolve(null);
      else reject(new Error("The server can't be reached. Is it running?"));
    });
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
