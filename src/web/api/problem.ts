import { STATUS_CODES } from "node:http";
import type { Response } from "express";
import { ANYBODY } from "../../core/reader.ts";
import type { Text } from "../../core/text.ts";
import { say } from "../../text/translate.ts";

type Status = 400 | 401 | 403 | 404 | 405 | 413 | 415 | 429 | 500 | 503;

/** An answer that is none: thrown by what handles a call, and sent as application/problem+json (RFC 9457). */
export class Problem extends Error {
  readonly status: Status;
  readonly detail: Text;
  readonly headers: Readonly<Record<string, string>>;
  constructor(status: Status, detail: Text, headers: Readonly<Record<string, string>> = {}) {
    super(detail.id);
    this.status = status;
    this.detail = detail;
    this.headers = headers;
  }
}

/** For programs and those who write them: in English. */
export function sendProblem(response: Response, { status, detail, headers }: Problem): void {
  const body = { type: "about:blank", title: STATUS_CODES[status], status, detail: say(detail, ANYBODY) };
  response.status(status).set(headers).type("application/problem+json").send(JSON.stringify(body));
}
