import { FILE_MOST_BYTES, type FileProblem } from "../../core/file.ts";

type How = {
  headers?: Record<string, string>;
  /** for all of it, in milliseconds */
  within: number;
  /** the addresses that may be called; nothing but an answer of one of them is read */
  allows: (url: string) => boolean;
  /** how many redirects are followed, each to an allowed address; with a token there must be none */
  redirects: number;
};

/** Gets a file that a chat keeps, and never more of it than may be read. Never rejects. */
export async function download(url: string, how: How): Promise<Uint8Array | FileProblem> {
  const signal = AbortSignal.timeout(how.within);
  try {
    const response = await answerOf(url, how, signal);
    if (!response) return "not-reached";
    const got = await bytesOf(response);
    // Otherwise the rest of what nobody reads would still arrive.
    if (typeof got === "string") await response.body?.cancel().catch(() => undefined);
    return got;
  } catch {
    return "not-reached";
  }
}

async function answerOf(url: string, how: How, signal: AbortSignal): Promise<Response | null> {
  if (!how.allows(url)) return null;
  const { headers = {}, redirects } = how;
  const response = await fetch(url, { headers, redirect: "manual", signal });
  const { status } = response;
  if (status < 300 || status >= 400) return response;
  await response.body?.cancel();
  const to = response.headers.get("location");
  if (!to || redirects === 0) return null;
  return answerOf(new URL(to, url).href, { ...how, redirects: redirects - 1 }, signal);
}

async function bytesOf({ ok, headers, body }: Response): Promise<Uint8Array | FileProblem> {
  // Who may not see a file gets a page to sign in, with status 200.
  if (!ok || !body || /^text\/html\b/i.test(headers.get("content-type") ?? "")) return "not-reached";
  if (Number(headers.get("content-length")) > FILE_MOST_BYTES) return "too-large";
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > FILE_MOST_BYTES) return "too-large";
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
