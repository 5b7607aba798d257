import { readFile } from "node:fs/promises";
import { request } from "node:http";
import { z } from "zod";
import { doorOf, storedDoor } from "../boot/command-line.ts";

const answerShape = z.object({ ok: z.boolean(), lines: z.array(z.string()) });
export type Answer = z.infer<typeof answerShape>;
export type Door = z.infer<typeof storedDoor>;

/** Where the running server listens for the command line; null where none runs with this DATA_DIR. */
export async function findDoor(dataDir: string): Promise<Door | null> {
  const path = doorOf(dataDir);
  const stored = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw new Error(`${path} can't be read (${error.code}). Run this as the server's user.`);
  });
  return stored === null ? null : storedDoor.parse(JSON.parse(stored));
}

/** What the running server says. */
export function ask({ port, token }: Door, path: string, asked: object): Promise<Answer> {
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  const sent = request({ host: "127.0.0.1", port, method: "POST", path, headers });
  return new Promise((resolve, reject) => {
    sent.on("error", () => reject(new Error("The server can't be reached. Is it running?")));
    sent.on("response", async (response) => {
      try {
        const parts: Buffer[] = [];
        for await (const part of response) parts.push(part);
        resolve(answerShape.parse(JSON.parse(Buffer.concat(parts).toString("utf8"))));
      } catch (error) {
        reject(error);
      }
    });
    sent.end(JSON.stringify(asked));
  });
}
