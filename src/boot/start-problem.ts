import { ConfigProblem } from "../config.ts";

const SENTENCES: Record<string, string> = {
  EADDRINUSE: "The port is in use already. Stop the other program, or set PORT to another number.",
  ENOSPC: "Countersign could not start: the disk is full. Free some space and start it again.",
  EACCES: "Countersign could not start: it may not read or write a file that it needs. Check who owns DATA_DIR.",
  EROFS: "Countersign could not start: its folder can only be read. Put DATA_DIR where it may write.",
};
/** What the embedded database's file system calls them: https://github.com/emscripten-core/emscripten, errno.h of WASI */
const WASI: Record<number, string> = { 2: "EACCES", 51: "ENOSPC", 63: "EACCES", 69: "EROFS" };

/** Why the program could not start, in a sentence for the console that says what to do. */
export function startProblem(error: unknown): string {
  if (error instanceof ConfigProblem) return error.message;
  const known = SENTENCES[codeOf(error) ?? ""];
  if (known) return known;
  if (error instanceof Error) return `Countersign could not start: ${error.message}`;
  return `Countersign could not start: ${typeof error === "string" ? error : "the reason is not known"}`;
}

// The embedded database throws objects that are no errors.
function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  return "errno" in error && typeof error.errno === "number" ? WASI[error.errno] : undefined;
}
