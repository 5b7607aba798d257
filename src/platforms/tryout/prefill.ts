import type { Reply } from "../../core/conversation.ts";
import type { Person } from "./people.ts";

const CONNECT = "identity.link";

/** The form that connects a chat account comes with the address of the person who is played: here everybody knows it. */
export function withAddress(reply: Reply, person: Pick<Person, "email"> | undefined): Reply {
  if (reply.kind !== "form" || reply.command !== CONNECT || reply.errors || !person) return reply;
  return { ...reply, values: { email: person.email, ...reply.values } };
}
