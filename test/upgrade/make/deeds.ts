import type { Job, Old, Seen, Values } from "./old.ts";
import { ALL, type Chat, emailOf, finds } from "./people.ts";

const PASSWORD = "correct horse battery staple";
const code = ({ name }: Job) => name === "code";
/** Jobs that bring a request to its approvers and keep their cards as they should be. */
export const cards = ({ name }: Job) => ["approval", "approval-mail", "card", "refresh"].includes(name);

/** Things people do again and again; each takes two minutes. */
export function deedsOf(old: Old) {
  const newCode = async (name: string) => {
    await old.works(code);
    return old.mailbox.codeFor(emailOf(name));
  };
  const deeds = {
    newCode,
    /** asks for somebody to be invited; what is seen then is the form for the code */
    async asks(chat: Chat, words: string, values: Values = ALL): Promise<Seen> {
      old.later({ minutes: 2 });
      return chat.submits(await chat.types(`invite ${words}`), values);
    },
    async requests(name: string, chat: Chat, words: string, values: Values = ALL): Promise<Seen> {
      const form = await deeds.asks(chat, words, values);
      return chat.submits(form, { code: await newCode(name) });
    },
    async decides(name: string, chat: Chat, about: { request: string; button: string; comment?: string }) {
      old.later({ minutes: 2 });
      const form = await chat.presses(await finds(chat, about.request), about.button);
      const comment = about.comment ? { comment: about.comment } : {};
      return chat.submits(form, { code: await newCode(name), ...comment });
    },
    async links(name: string, chat: Chat): Promise<void> {
      old.later({ minutes: 2 });
      const form = await chat.submits(await chat.types(""), { email: emailOf(name) });
      await chat.submits(form, { code: await newCode(name) });
    },
    async activates(name: string, link: string): Promise<void> {
      old.later({ minutes: 2 });
      const visitor = old.visitor();
      await visitor.go(`${old.url()}${new URL(link).pathname}`);
      await visitor.submit(/activate\/[^/]+$/);
      const typed = { code: await newCode(name), password: PASSWORD, repeat: PASSWORD };
      await visitor.submit(/finish$/, typed);
    },
  };
  return deeds;
}

export async function onlyBerlin({ db }: Old): Promise<Values> {
  const [row] = await db.sql("SELECT id::text FROM merchant_account WHERE name = 'Berlin'");
  return { access: "Some merchant accounts", accounts: [String(row?.id)] };
}
