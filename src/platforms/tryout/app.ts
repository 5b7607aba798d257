import type { Application } from "express";
import type { Handle, HomeShown, Sender, Suggest } from "../../core/conversation.ts";
import type { Log } from "../../core/log.ts";
import { mountShared } from "../shared/mount-assets.ts";
import { createAnswers } from "./answers.ts";
import { createHomes } from "./homes.ts";
import { createLive } from "./live.ts";
import { createMessages } from "./messages.ts";
import { createPeople, type Person } from "./people.ts";
import { createRoutes } from "./routes.ts";
import { createSearch } from "./search.ts";
import { createSender } from "./sender.ts";
import type { Mail } from "./sent-mail.ts";
import { openStore } from "./state.ts";
import { createTour, type Done } from "./tour.ts";
import { readMails } from "./view.ts";
import { createWaitingCodes } from "./waiting-codes.ts";

export type { Mail } from "./sent-mail.ts";

export type TryoutParts = {
  handle: Handle;
  suggest: Suggest;
  /** Called when somebody was shown their Home. */
  homeShown: HomeShown;
  /** Every mail that would have been sent. */
  mailbox: () => Promise<Mail[]>;
  organization: string;
  /** Who can be played from the start, at least one. The first one becomes the administrator. */
  people: Person[];
  /** The file that keeps the conversation. Without one, it is gone when the process ends. */
  stateFile?: string;
  log: Log;
  /** The words after /team, offered while typing. */
  commands?: () => string[];
  /** Where approvals are asked for: in the channel for them, or in each approver's direct messages. */
  approvals: "channel" | "direct";
  /** What has happened so far, for the guide. */
  progress: () => Promise<Done>;
};

export type Tryout = {
  /** Adds /try, which reads its own bodies: call it before any body parser. */
  mount(app: Application): void;
  sender: Sender;
  /** Ends the open streams and saves the conversation. */
  close(): void;
};

/** The try-out chat: one more platform in front of `handle`, in which one person plays everybody in turn. */
export function createTryout(parts: TryoutParts): Tryout {
  const live = createLive(() => unreported());
  const store = openStore(parts.stateFile, parts.log, live.changed);
  const tour = createTour(parts.progress, store);
  const unreported = async () => {
    const { mails } = await readMails(parts);
    return [...mails.map(({ id }) => id), ...(store.state.guide.open ? await tour.done() : [])].join();
  };
  const messages = createMessages(store, parts.approvals === "channel");
  const people = createPeople(parts.people, store);
  const codes = createWaitingCodes();
  const homes = createHomes({ ...parts, changed: live.changed });
  const answers = createAnswers({ ...parts, messages, people, tour, codes });
  const search = createSearch(parts.suggest);
  const router = createRoutes({ ...parts, store, messages, people, homes, tour, codes, answers, search, live });
  return {
    mount(app) {
      app.use("/try", router);
      mountShared(app);
    },
    sender: createSender(messages, people, homes.draw),
    close() {
      live.close();
      store.close();
    },
  };
}
