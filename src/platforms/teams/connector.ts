import { CallFailed, call, type Request } from "./call.ts";
import type { Allows } from "./hosts.ts";

type Resource = { id?: string };

/** The part of the SDK's ConnectorClient that is used. */
export type Connector = {
  conversations: {
    createConversation(parameters: unknown): Promise<Resource>;
    sendToConversation(conversation: string, activity: unknown): Promise<Resource>;
    replyToActivity(conversation: string, activity: string, reply: unknown): Promise<Resource>;
    updateActivity(conversation: string, activity: string, update: unknown): Promise<unknown>;
    getConversationMember(conversation: string, member: string): Promise<unknown>;
  };
};

type Headers = {
  clone(): Headers;
  set(name: string, value: string): void;
  remove(name: string): boolean;
  headerNames(): string[];
  toJson(how?: { preserveCase?: boolean }): Record<string, string>;
};
type Asked<H> = { url: string; method: string; headers: H; body?: unknown };

/**
 * The SDK's HTTP client, replaced: its own has no timeout, follows redirects and tries a failed post up to four times.
 * The SDK does not retry the errors thrown here.
 */
export function createTransport(allows: Allows, onRefused: () => void) {
  return {
    async sendRequest<H extends Headers, Q extends Asked<H>>(request: Q) {
      if (!allows(request.url)) throw new CallFailed("forbidden_host");
      const { method, body } = request;
      const asked: Request = { method, headers: request.headers.toJson({ preserveCase: true }) };
      if (typeof body === "string") asked.body = body;
      const { status, headers, text } = await call(request.url, asked).catch((error: unknown) => {
        // The token was revoked before it expired: the next call gets another.
        if (error instanceof CallFailed && error.status === 401) onRefused();
        throw error;
      });
      return { request, status, bodyAsText: text, headers: headersLike(request.headers, headers) };
    },
  };
}

// The SDK wants an object of its own kind.
function headersLike<H extends Headers>(kind: H, headers: Record<string, string>): H {
  const like = kind.clone() as H;
  for (const name of like.headerNames()) like.remove(name);
  for (const [name, value] of Object.entries(headers)) like.set(name, value);
  return like;
}
