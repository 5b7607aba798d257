import type { Reply } from "../../core/conversation.ts";

/** A reply, and if it is a form for a code: since when it waits for one, ISO 8601. An older mail can't hold its code. */
export type Shown = { reply: Reply; since?: string };

export type WaitingCodes = {
  /** `isAnew`: another code was asked for, so the one that was sent before is void. */
  shown(by: string, reply: Reply, asked: { at: Date; isAnew: boolean }): Shown;
  /** Ends the wait: the form was taken. */
  done(by: string, form: { command: string; ref?: { id: string } }): void;
  /** A code that was taken or refused. */
  spend(code: string): void;
  isSpent(code: string): boolean;
};

/** Longer than any code is good. A form opened again within it waits for the same code. */
const FORGOTTEN_MS = 10 * 60_000;

export function createWaitingCodes(): WaitingCodes {
  const since = new Map<string, Date>();
  // In memory only: a code is written into no file but the mailbox.
  const spent = new Set<string>();
  const digits = (code: string) => code.replace(/\D/g, "");
  const keyOf = (by: string, { command, ref }: { command: string; ref?: { id: string } }) =>
    JSON.stringify([by, command, ref?.id]);
  return {
    shown(by, reply, { at, isAnew }) {
      for (const [key, began] of since) if (at.getTime() - began.getTime() > FORGOTTEN_MS) since.delete(key);
      if (reply.kind !== "form" || reply.form.fields.every(({ kind }) => kind !== "code")) return { reply };
      const key = keyOf(by, reply);
      const began = (!isAnew && since.get(key)) || at;
      since.set(key, began);
      return { reply, since: began.toISOString() };
    },
    done: (by, form) => void since.delete(keyOf(by, form)),
    spend: (code) => void spent.add(digits(code)),
    isSpent: (code) => spent.has(digits(code)),
  };
}
