import { attachedCard, cardProblem, type Json, list, MESSAGE_BYTES } from "./cards.ts";
import type { Conversation, World } from "./world.ts";

export type Answer = { status: number; body: Json; headers?: Record<string, string> };
export type Call = { method: string; path: string; body: Json };

const problem = (status: number, code: string, message: string): Answer => ({
  status,
  body: { error: { code, message } },
});

/** The name of a call, by which a test makes it fail: "post", "reply", "update", "open", "member", "members". */
export function nameOf(verb: string, path: string): string {
  const [, , conversation, what, id] = path.split("/").filter(Boolean);
  if (!conversation) return verb === "POST" ? "open" : "unknown";
  if (what === "activities") return verb === "PUT" ? "update" : id ? "reply" : "post";
  if (what === "pagedmembers") return "members";
  return what === "members" && id ? "member" : "unknown";
}

/**
 * The Bot Connector: https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference.
 * `path` is the part after the service URL. The caller has been checked.
 */
export function answerCall(world: World, { method, path, body }: Call): Answer {
  if (method === "open") return openConversation(world, body);
  const [, , id = "", , activity = ""] = path.split("/").filter(Boolean).map(decodeURIComponent);
  const conversation = world.conversation(id);
  if (!conversation) return problem(404, "ConversationNotFound", "Conversation not found.");
  if (!conversation.hasBot)
    return problem(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.");
  switch (method) {
    case "post":
    case "reply":
      return postActivity(world, conversation, body, { method, replyTo: activity });
    case "update":
      return updateActivity(world, conversation, body, activity);
    case "member":
      return findMember(world, conversation, activity);
    case "members":
      return { status: 200, body: { members: membersOf(world, conversation), continuationToken: null } };
    default:
      return problem(405, "MethodNotAllowed", path);
  }
}

function openConversation(world: World, body: Json): Answer {
  const [member, ...others] = list(body.members);
  const person = world.findPerson(String(member?.id ?? ""));
  const tenant = body.tenantId ?? ((body.channelData as Json | undefined)?.tenant as Json | undefined)?.id;
  if (body.isGroup === true || others.length > 0 || tenant !== world.tenant)
    return problem(400, "BadSyntax", "A personal chat has one member and our tenant");
  if (!person) return problem(404, "NotFound", "User not found.");
  if (person.isInstalled === false || person.tenant)
    return problem(403, "ForbiddenOperationException", "Bot is not installed in user's personal scope");
  return { status: 201, body: { id: world.personal(person.id).id } };
}

type How = { method: string; replyTo: string };

function postActivity(world: World, conversation: Conversation, activity: Json, { method, replyTo }: How): Answer {
  if (conversation.kind === "personal" && !conversation.members.some((id) => world.people.has(id)))
    return problem(403, "ForbiddenOperationException", "The user can't be written to.");
  if (activity.type === "typing") return { status: 201, body: { id: world.nextId() } };
  const wrong = activityProblem(activity);
  if (wrong) return refuse(world, method, wrong);
  return { status: 201, body: { id: world.post(conversation.id, activity, replyTo).id } };
}

function updateActivity(world: World, conversation: Conversation, activity: Json, id: string): Answer {
  const message = world.items.find((item) => item.kind === "message" && item.id === id);
  if (message?.kind !== "message" || message.conversation !== conversation.id)
    return problem(404, "ActivityNotFoundInConversation", "Activity not found.");
  const wrong = activityProblem(activity);
  if (wrong) return refuse(world, "update", wrong);
  message.activity = activity;
  message.instead.clear();
  message.typing.clear();
  world.show(message);
  return { status: 200, body: { id } };
}

/** What Teams would not take, or would show as nothing. */
export function activityProblem(activity: Json): string | null {
  const bytes = Buffer.byteLength(JSON.stringify(activity));
  if (bytes > MESSAGE_BYTES) return `${bytes} bytes; Teams takes ${MESSAGE_BYTES}`;
  if (activity.type !== "message") return `an activity of type ${activity.type}`;
  const attachments = list(activity.attachments);
  if (attachments.length === 0) return activity.text ? null : "a message without words";
  const card = attachedCard(activity);
  return card ? cardProblem(card, "message") : `an attachment of type ${attachments[0]?.contentType}`;
}

function refuse(world: World, method: string, wrong: string): Answer {
  world.refused.push({ method, problem: wrong });
  return wrong.includes("bytes") ? problem(413, "MessageSizeTooBig", wrong) : problem(400, "BadArgument", wrong);
}

// In a shared channel other tenants' people are members too.
function membersOf(world: World, conversation: Conversation): Json[] {
  return conversation.members.flatMap((id) => {
    const person = world.people.get(id);
    return person ? [world.profile(person)] : [];
  });
}

function findMember(world: World, conversation: Conversation, id: string): Answer {
  const person = world.findPerson(id);
  if (!person || !conversation.members.includes(person.id))
    return problem(404, "MemberNotFoundInConversation", "Member not found in conversation.");
  return { status: 200, body: world.profile(person) };
}
