import type { Card, Fact } from "./card.ts";
import type { Address, ChatAccount, Home, HomeDrawn, MessageRef } from "./conversation.ts";
import type { Job } from "./job.ts";
import type { Platform } from "./platform.ts";
import type { Reader } from "./reader.ts";
import type { Text } from "./text.ts";

/** A mail before it is put into words. `code` is shown in large figures, `facts` as a table, `link` as a button. */
export type Mail = {
  /** what sort of mail: its footer says what to do with one that was not expected */
  kind: "code" | "invitation" | "notice" | "security";
  to: string;
  reader: Reader;
  /** the name that the person gave, for the greeting */
  name?: string | null;
  subject: Text;
  /** the first one is also what lists of mails show beside the subject */
  body: Text[];
  facts?: Fact[];
  code?: string;
  link?: { label: Text; url: string };
  /** text files that are sent along */
  attachments?: Attachment[];
  organization: string;
};

/** `type` is a media type, such as text/csv; the text is sent as UTF-8. */
type Attachment = { name: string; type: string; content: string };

/**
 * What a job comes to, looked at now: nothing, more jobs, or one thing that leaves the server. `undeliverable` is done
 * instead where the platform says that the post can never arrive; without it, that is an error for the log.
 */
export type Task<Tx> =
  | { kind: "none" }
  | { kind: "jobs"; jobs: Job[] }
  | { kind: "mail"; mail: Mail }
  | {
      kind: "post";
      to: Address;
      card: Card;
      locale: string;
      posted?: Noted<Tx>;
      undeliverable?: Job[];
      /** an older message that this one takes the place of, and what it says from now on */
      instead?: { message: MessageRef; card: Card };
    }
  | { kind: "update"; message: MessageRef; card: Card; locale: string; posted?: Noted<Tx> }
  | (Home & { kind: "home"; came: (tx: Tx, drawn: HomeDrawn) => Promise<Job[]> })
  | { kind: "find"; platform: Platform; email: string; found: (tx: Tx, account: ChatAccount) => Promise<Task<Tx>> };

/** Notes what was posted; returns jobs if the card is out of date already. */
type Noted<Tx> = (tx: Tx, message: MessageRef) => Promise<Job[]>;

export const nothing = { kind: "none" } as const;
