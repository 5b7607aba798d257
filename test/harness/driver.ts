import type { Platform } from "../../src/core/platform.ts";

import type { Chosen } from "../fakes/files.ts";

/** One thing on a person's screen, on whichever platform. `text` is all that can be read. */
export type Seen = {
  kind: "message" | "ephemeral" | "modal" | "home";
  id: string;
  title: string;
  text: string;
  buttons: string[];
  links: { label: string; url: string }[];
  fields: { name: string; label: string; value: string | string[]; options: string[]; error?: string }[];
};

export type Values = Record<string, string | string[]>;

/** What people do on a platform, and what they then see. Users are the platform's own ids. */
export type Driver = {
  platform: Platform;
  /** what the product is configured with to be on this platform */
  environment: Record<string, string>;
  connect(url: string): void;
  join(person: { name: string; email: string }): Promise<string>;
  /** a command as its help and other sentences write it there: "/team requests", say */
  command(words: string): string;
  /** words after /team */
  types(user: string, words: string): Promise<Seen>;
  /** a direct message to the bot */
  writes(user: string, words: string): Promise<Seen>;
  /** a file as a direct message to the bot, with words beside it or without */
  sendsFile(user: string, file: Chosen, words?: string): Promise<Seen>;
  /**
   * chooses a file in a field, by its name or label, and sends nothing; where no form holds files, sends the file to the
   * bot as the form says, and what is seen is the answer
   */
  attaches(user: string, what: Seen, field: string, file: Chosen): Promise<Seen>;
  /** types in a field that searches, by its name or label; the labels of what is offered then, which `submits` takes */
  searches(user: string, what: Seen, field: string, typed: string): Promise<string[]>;
  presses(user: string, what: Seen, button: string): Promise<Seen>;
  /** fills in without sending, and goes on to further fields of the same form where the platform has them on a second step */
  fills(user: string, what: Seen, values: Values): Promise<Seen>;
  submits(user: string, what: Seen, values: Values): Promise<Seen>;
  sees(user: string): Promise<Seen[]>;
  /** looks at Home */
  opensHome(user: string): Promise<Seen>;
  /** what Home shows, as long as nobody looks away from it */
  seesHome(user: string): Promise<Seen>;
  mention(user: string): string;
  close(): Promise<void>;
};
