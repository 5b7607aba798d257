import type { App, Receiver } from "@slack/bolt";
import type { Response } from "express";
import type { Log } from "../../core/log.ts";
import type { Delivery } from "./verify-request.ts";

export type HttpReceiver = Receiver & { accept(delivery: Delivery, response: Response): Promise<void> };

/**
 * Bolt's own receiver for Express would parse and check again what verify-request.ts has checked, and it answers 404 or
 * 500 where Bolt fails. This one hands the request over and answers once.
 */
export function createReceiver(log: Log): HttpReceiver {
  let bolt: App | undefined;

  return {
    init: (app) => {
      bolt = app;
    },
    start: async () => {},
    stop: async () => {},
    async accept({ body, key, retry }, response) {
      try {
        await bolt?.processEvent({
          body,
          ack: async (answer) => send(response, answer),
          retryNum: retry,
          customProperties: { deliveryKey: key },
        });
        // Nothing listens to it. Slack would send it again if it were not told.
        send(response, undefined);
      } catch {
        log.warn({ platform: "slack", reason: "malformed" }, "a signed request could not be read");
        if (!response.headersSent) response.status(400).end();
      }
    },
  };
}

function send(response: Response, answer: unknown): void {
  if (response.headersSent) return;
  if (answer === undefined || answer === "") response.status(200).end();
  else response.status(200).json(answer);
}
