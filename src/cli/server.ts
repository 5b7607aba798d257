import { request } from "node:http";
import { z } from "zod";
import { socketOf, socketProblem } from "../boot/command-line.ts";

const answerShape = z.object({ ok: z.boolean(), lines: z.array(z.string()) });
export type Answer = z.infer<typeof answerShape>;

/** Asks the running server for something; null where none runs with this DATA_DIR. */
export function askServer(dataDir: string, path: string, body: object): Promise<Answer | null> {
  const problem = socketProblem(dataDir);
  if (problem) throw new Error(problem);
  return post(socketOf(dataDir), path, JSON.stringify(body));
}

/** A server that was killed leaves its socket behind: then nobody answers there. */
function post(socketPath: string, path: string, body: string): Promise<Answer | null> {
  const headers = { "Content-Type": "application/json" };
  const asked = request({ socketPath, method: "POST", path, headers });
  return new Promise((resolve, reject) => {
    asked.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ECONNREFUSED" || error.code === "ENOENT") return resolve(null);
      if (error.code === "EACCES") reject(new Error(`${socketPath} can't be opened. Run this as the server's user.`));
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
