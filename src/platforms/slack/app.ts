import { App, SocketModeReceiver } from "@slack/bolt";
import type { Application } from "express";
import type { ChatAccount, Handle, HomeShown, Sender, Suggest } from "../../core/conversation.ts";
import type { Log } from "../../core/log.ts";
import { ANYBODY } from "../../core/reader.ts";
import { text } from "../../text/text.ts";
import { say } from "../../text/translate.ts";
import { createAdmission } from "./admission.ts";
import { createAnswers } from "./answers.ts";
import { createShowChoice } from "./choice.ts";
import { createClient, failureOf, quietLogger, SLACK_API } from "./client.ts";
import { createReadFiles } from "./files.ts";
import { listen } from "./listen.ts";
import type { Home } from "./outsiders.ts";
import { createReceiver } from "./receiver.ts";
import { createRespond } from "./respond.ts";
import { createDirectChannel, createSender } from "./sender.ts";
import { createRequestVerifier } from "./verify-request.ts";

export type SlackParts = {
  botToken: string;
  signingSecret: string;
  /** With it, Slack is also listened to over Socket Mode. */
  appToken?: string;
  /** Another base for the Web API, for tests. */
  apiUrl?: string;
  handle: Handle;
  suggest: Suggest;
  /** True the first time a key is seen, false every time after: a request that is sent again does nothing. */
  firstTime: (deliveryKey: string) => Promise<boolean>;
  /** Notes whose workspace it is, before anybody is let in from it. */
  connect: (team: string) => Promise<void>;
  /** Called when a person was deactivated in Slack, or is back. */
  left: (account: ChatAccount, hasLeft: boolean) => Promise<void>;
  /** Called when somebody was shown their Home. */
  homeShown: HomeShown;
  log: Log;
  now?: () => Date;
};

export type Slack = {
  /** Adds POST /slack/events. Call it before any body parser: the signature is over the bytes. */
  mount(app: Application): void;
  /** Learns which workspace the token is for. Rejects with a sentence for the person who runs the product. */
  start(): Promise<void>;
  /** Waits for what is still being answered. */
  stop(): Promise<void>;
  sender: Sender;
};

type Self = { home: Home; botId: string; botUserId: string };

export function createSlack(parts: SlackParts): Slack {
  const { botToken, log, apiUrl = SLACK_API, now = () => new Date() } = parts;
  const client = createClient({ token: botToken, apiUrl, log });
  const directChannel = createDirectChannel(client);
  let self: Self | undefined;

  const requireSelf = (): Self => {
    if (!self) throw new Error("Slack has not been started");
    return self;
  };
  const home = () => requireSelf().home;

  const receiver = createReceiver(log);
  const bolt = new App({
    receiver,
    // In place of a token: with one, Bolt would ask Slack who it is before the product has started.
    authorize: async () => {
      const { botId, botUserId } = requireSelf();
      return { botToken, botId, botUserId };
    },
    logger: quietLogger(log),
    convoStore: false,
  });
  // What Bolt does by itself is print the error, and with it what Slack answered.
  bolt.error(async (error) => Promise.reject(error));
  const underWay = new Set<Promise<void>>();
  bolt.use(({ next }) => {
    const work = next();
    underWay.add(work);
    return work.finally(() => underWay.delete(work));
  });
  const socket = parts.appToken ? createSocket(parts.appToken, apiUrl, log) : undefined;
  socket?.init(bolt);

  listen(bolt, {
    ...parts,
    admission: createAdmission({ client, home, now, log }),
    answers: createAnswers({ client, respond: createRespond(apiUrl), directChannel, log }),
    readFiles: createReadFiles({ apiUrl, botToken, log }),
    showChoice: createShowChoice({ client, log }),
    left: (user, hasLeft) => parts.left({ platform: "slack", tenant: home().team, user }, hasLeft),
  });

  return {
    mount(app) {
      const { signingSecret } = parts;
      app.post(
        "/slack/events",
        createRequestVerifier({ signingSecret, now, isReady: () => self !== undefined, accept: receiver.accept }),
      );
    },
    async start() {
      const found = await whoAmI(() => client.auth.test());
      await parts.connect(found.home.team);
      self = found;
      await socket?.start().catch((error: unknown) => {
        throw new Error(say(text("slack.socket-refused", failureOf(error)), ANYBODY));
      });
    },
    async stop() {
      await socket?.client.disconnect();
      await Promise.allSettled(underWay);
    },
    sender: createSender({ client, home, directChannel }),
  };
}

function createSocket(appToken: string, apiUrl: string, log: Log): SocketModeReceiver {
  return new SocketModeReceiver({
    appToken,
    logger: quietLogger(log),
    installerOptions: { clientOptions: { slackApiUrl: apiUrl, allowAbsoluteUrls: false } },
    customPropertiesExtractor: ({ envelope_id }: { envelope_id?: unknown }) => ({
      deliveryKey: `envelope:${envelope_id}`,
    }),
  });
}

type AuthTest = () => Promise<{ team_id?: string; enterprise_id?: string; user_id?: string; bot_id?: string }>;

async function whoAmI(authTest: AuthTest): Promise<Self> {
  const found = await authTest().catch((error: unknown) => {
    const { reason } = failureOf(error);
    const isRefused =
      !["network", "timeout", "ratelimited", "unexpected"].includes(reason) && !reason.startsWith("http_");
    throw new Error(say(text(isRefused ? "slack.token-refused" : "slack.unreachable", { reason }), ANYBODY));
  });
  const { team_id, enterprise_id, user_id, bot_id } = found;
  if (!team_id || !user_id || !bot_id)
    throw new Error(say(text("slack.token-refused", { reason: "not_a_bot" }), ANYBODY));
  const home = { team: team_id, ...(enterprise_id && { enterprise: enterprise_id }) };
  return { home, botUserId: user_id, botId: bot_id };
}
