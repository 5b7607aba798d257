import { randomUUID } from "node:crypto";
import type { Json } from "./cards.ts";
import type { Conversation, FakePerson, World } from "./world.ts";

type From = { user: string; conversation?: Conversation | undefined };

/** What Teams sends, as recorded: https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-activities */
export function createActivities(world: World, serviceUrl: () => string) {
  const personOf = (user: string): FakePerson => {
    const person = world.people.get(user);
    if (!person) throw new Error(`nobody is called ${user}`);
    return person;
  };

  function envelope(type: string, { user, conversation = world.personal(user) }: From): Json {
    const person = personOf(user);
    const { locale = "en-US" } = person;
    const timezone = world.zoneOf(user);
    const tenant = world.tenant;
    const id = conversation.kind === "channel" ? `${conversation.id};messageid=1790000000001` : conversation.id;
    const isGroup = conversation.kind !== "personal";
    const team =
      conversation.kind === "channel" ? { teamsTeamId: conversation.id, teamsChannelId: conversation.id } : {};
    return {
      ...{
        type,
        id: world.nextId(),
        timestamp: new Date().toISOString(),
        channelId: "msteams",
        serviceUrl: serviceUrl(),
      },
      from: { id: world.teamsId(user), name: person.name, aadObjectId: user },
      conversation: { ...(isGroup && { isGroup }), conversationType: conversation.kind, tenantId: tenant, id },
      recipient: { id: world.botId, name: "Countersign" },
      ...{ locale, localTimestamp: new Date().toISOString(), localTimezone: timezone },
      entities: [{ locale, country: "US", platform: "Web", timezone, type: "clientInfo" }],
      channelData: { tenant: { id: tenant }, ...team, ...(conversation.kind === "channel" && channelOf(conversation)) },
    };
  }

  // A person is mentioned by name in the text and by id in the entities; outside of a personal chat by the Teams id alone.
  function mentions(text: string, { conversation }: From): Json[] {
    return [...text.matchAll(/<at>([^<]*)<\/at>/g)].flatMap(([whole, name]) => {
      const person = [...world.people.values()].find((one) => one.name === name);
      if (name !== "Countersign" && !person) return [];
      const directory = person && (conversation?.kind ?? "personal") === "personal" ? { aadObjectId: person.id } : {};
      const mentioned = { id: person ? world.teamsId(person.id) : world.botId, name, ...directory };
      return [{ type: "mention", mentioned, text: whole }];
    });
  }

  function message(from: From, text: string, more: Json = {}): Json {
    const base = envelope("message", from);
    const entities = [...mentions(text, from), ...(base.entities as Json[])];
    return { ...base, textFormat: "plain", text, entities, ...more };
  }

  function invoke(from: From, name: string, value: Json, more: Json = {}): Json {
    return { ...envelope("invoke", from), name, value, ...more };
  }

  return {
    envelope,
    message,
    invoke,
    execute: (from: From, message: string, action: Json) =>
      invoke(from, "adaptiveCard/action", { action, trigger: "manual" }, { replyToId: message }),
    search: (from: From, value: Json) => invoke(from, "application/search", value),
    task: (from: From, verb: "fetch" | "submit", data: Json, more: Json = {}) =>
      invoke(from, `task/${verb}`, { data, context: { theme: "default" } }, more),
    compose(from: From, verb: "fetchTask" | "submitAction", commandId: string, data?: Json): Json {
      const context = { theme: "default" };
      const said = { commandId, commandContext: "compose", context, ...(data && { data }) };
      const shown = envelope("invoke", from);
      const channelData = { ...(shown.channelData as Json), source: { name: "compose" } };
      return { ...shown, name: `composeExtension/${verb}`, value: said, channelData };
    },
    installation(user: string, action: "add" | "remove" = "add"): Json {
      return { ...envelope("installationUpdate", { user }), action };
    },
    conversationUpdate(user: string, membersAdded: Json[] = [{ id: world.botId }]): Json {
      return { ...envelope("conversationUpdate", { user }), membersAdded };
    },
    key: () => randomUUID(),
  };
}

function channelOf({ id }: Conversation): Json {
  return { team: { id }, channel: { id } };
}

/**
 * A file in a personal chat, beside the text as HTML; it can be had at `downloadUrl`, without a token.
 * https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4
 */
export function fileWith(name: string, downloadUrl: string, text: string): Json[] {
  const [uniqueId, [fileType = ""]] = [randomUUID(), name.split(".").slice(-1)];
  const contentUrl = `https://ours.sharepoint.com/personal/somebody/Documents/Microsoft Teams Chat Files/${name}`;
  return [
    {
      ...{ contentType: "application/vnd.microsoft.teams.file.download.info", contentUrl, name },
      content: { downloadUrl, uniqueId, fileType },
    },
    { contentType: "text/html", content: `<p>${text}</p>` },
  ];
}
