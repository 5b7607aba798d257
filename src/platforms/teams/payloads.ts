import { z } from "zod";
import { DATASET_LENGTH, SEARCH_LENGTH } from "./limits.ts";

// The parts of an activity that are read: https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
// and, for what Teams adds, https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability

const Id = z.string().min(1).max(500);
// A preference that can't be read counts as not told.
const Locale = z.string().min(1).max(35).optional().catch(undefined);
const Zone = z.string().min(1).max(64).optional().catch(undefined);
export const Activity = z.looseObject({
  type: z.string().max(50),
  id: Id.optional(),
  channelId: z.literal("msteams"),
  serviceUrl: z.string().min(1).max(500),
  from: z.looseObject({ id: Id, aadObjectId: z.unknown().optional(), role: z.string().optional() }),
  recipient: z.looseObject({ id: Id }),
  conversation: z.looseObject({ id: Id, tenantId: Id, conversationType: z.string().optional() }),
  channelData: z.looseObject({ tenant: z.looseObject({ id: Id }), team: z.looseObject({ id: Id }).nullish() }),
  locale: Locale,
  localTimezone: Zone,
  // With another mode the SDK would put chat messages into the HTTP response.
  deliveryMode: z.enum(["normal", "notification"]).optional(),
  text: z.unknown().optional(),
  entities: z.unknown().optional(),
  attachments: z.unknown().optional(),
  value: z.unknown().optional(),
  name: z.string().max(100).optional(),
  action: z.string().max(100).optional(),
  membersAdded: z.array(z.unknown()).optional(),
});
export type Activity = z.infer<typeof Activity>;

/** An Entra object id. */
export const ObjectId = z.guid().toLowerCase();

export const Words = z.string().max(30_000);

const Mention = z.looseObject({
  type: z.literal("mention"),
  text: z.string().min(1).max(500),
  mentioned: z.looseObject({ id: Id, aadObjectId: ObjectId.optional() }),
});
export type Mention = z.infer<typeof Mention>;

export function mentionsIn(entities: unknown): Mention[] {
  return entitiesIn(entities).flatMap((one) => Mention.safeParse(one).data ?? []);
}

function entitiesIn(entities: unknown): unknown[] {
  return z.array(z.unknown()).max(100).safeParse(entities).data ?? [];
}

// A message has its own text as text/html beside it, and what it quotes or forwards under further names.
const File = z.looseObject({
  contentType: z.string().regex(/^(?:application\/vnd\.microsoft\.teams\.file\.|image\/)/),
  name: z.string().optional().catch(undefined),
  // A picture has none, and is no text.
  content: z
    .looseObject({ downloadUrl: z.string().max(5_000) })
    .optional()
    .catch(undefined),
});
export type File = z.infer<typeof File>;

/** The files and pictures that came with a message: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4 */
export function filesIn({ attachments }: Activity): File[] {
  const all = z.array(z.unknown()).safeParse(attachments).data ?? [];
  return all.flatMap((one) => File.safeParse(one).data ?? []);
}

const ClientInfo = z.looseObject({ type: z.literal("clientInfo"), locale: Locale, timezone: Zone });

/** What a person's client says about itself, if anything. */
export function clientInfoIn(entities: unknown): z.infer<typeof ClientInfo> | undefined {
  return entitiesIn(entities).flatMap((one) => ClientInfo.safeParse(one).data ?? [])[0];
}

/** The person that a mention's id belongs to. */
export const Mentioned = z.looseObject({ aadObjectId: ObjectId });

/** adaptiveCard/action */
export const Execute = z.looseObject({ action: z.looseObject({ verb: z.string(), data: z.unknown() }) });
/** task/fetch and task/submit */
export const Task = z.looseObject({ data: z.unknown() });
/** composeExtension/fetchTask and composeExtension/submitAction */
export const Compose = z.looseObject({ commandId: z.string(), data: z.unknown().optional() });

/** application/search. `data` holds the other fields of the form, if the client sends them. */
export const Search = z.looseObject({
  queryText: z.string().max(SEARCH_LENGTH).default(""),
  dataset: z.string().max(DATASET_LENGTH),
  data: z.unknown().optional(),
});

/** A person in the roster: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context */
export const Profile = z.looseObject({
  aadObjectId: ObjectId,
  tenantId: z.string(),
  userRole: z.literal("user"),
  email: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
});
