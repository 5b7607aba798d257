import { type Activity, type Mention, mentionsIn } from "./payloads.ts";

/** The words of a message. `typed` names people by id; `shown` names them by name, and is only for people to read. */
export type Written = { typed: string; shown: string };

/** What a person typed, without the bot's own name. */
export function readWords(sent: string, activity: Activity): Written {
  return { typed: withPeople(sent, activity, byId), shown: withPeople(sent, activity, byName) };
}

function withPeople(sent: string, { entities, recipient }: Activity, person: (mention: Mention) => string): string {
  let words = sent;
  for (const mention of mentionsIn(entities))
    words = words.replace(mention.text, () => (mention.mentioned.id === recipient.id ? "" : person(mention)));
  const plain = words.replace(/&nbsp;|\u00a0/g, " ").trim();
  return plain.replace(/^team\b/i, "/team");
}

/** A mention's text is a name that anybody can take; only the id beside it tells who is meant. */
function byId({ mentioned, text }: Mention): string {
  return mentioned.aadObjectId ? `<@${mentioned.aadObjectId}>` : text;
}

function byName({ text }: Mention): string {
  return `@${text.replace(/<\/?at[^>]*>/g, "")}`;
}
