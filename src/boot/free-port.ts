import { once } from "node:events";
import { createServer } from "node:net";

/**
 * Rejects with a sentence if nothing can listen there: it is tried before anything is opened or made. Somebody may still
 * take the port between this and the real start, which then says the same (`portProblem`).
 */
export async function requireFreePort(port: number, host: string): Promise<void> {
  const probe = createServer().listen(port, host);
  try {
    await once(probe, "listening");
  } catch (error) {
    throw new Error(portProblem(error, port) ?? `Countersign can't listen on port ${port}.`, { cause: error });
  }
  await new Promise((resolve) => probe.close(resolve));
}

/** What is wrong with the port in a sentence; null if that is not what is wrong. */
export function portProblem(error: unknown, port: number): string | null {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE")
    return `Port ${port} is in use already. Stop the program that uses it, or set PORT to another number, such as ${port === 65_535 ? port - 1 : port + 1}.`;
  if (code === "EACCES") return `This user may not listen on port ${port}. Set PORT to a number above 1023.`;
  return null;
}
