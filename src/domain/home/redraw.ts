import type { Card } from "../../core/card.ts";
import type { HomeDrawn } from "../../core/conversation.ts";
import type { Job, Jobs } from "../../core/job.ts";
import { sha256 } from "../../core/keys.ts";
import { nothing } from "../../core/task.ts";
import type { Tx } from "../../db/transaction.ts";
import { type Actor, readerOf } from "../access/actor.ts";
import { findSpeaker } from "../access/actor-store.ts";
import type { Changes } from "../command.ts";
import { canonical } from "../history/chain.ts";
import type { JobContext, Task } from "../job.ts";
import { homeCard, inactiveCard, strangerCard } from "./cards.ts";
import { findHome, findHomes, forgetHome, noteDrawn, type OpenHome } from "./store.ts";

/** A card without the buttons that this member may not press. */
export type AllowedCard = (card: Card, actor: Actor) => Card;

type Context = JobContext & { changes: Changes; allowed: AllowedCard };
type Picture = { card: Card; digest: string; locale: string; memberId: string | null };

/** Two Homes with the same digest look the same. */
export function digestOfCard(card: Card): string {
  return sha256(canonical(card));
}

/** So many are queued at once: a role may be everybody's. */
const PAGE = 200;

/** Each open Home that may show it is looked at again, a page at a time. Where nobody has opened one, nothing is done. */
export async function prepareHomes({ tx, organization, time }: JobContext, job: Jobs["homes"]): Promise<Task> {
  const { behind = null, ...concerned } = job;
  const homes = await findHomes(tx, organization.id, concerned, time, { behind, most: PAGE });
  const last = homes.length === PAGE ? homes.at(-1) : undefined;
  const jobs = homes.map((account): Job => ({ name: "home", ...account }));
  return { kind: "jobs", jobs: last ? [...jobs, { name: "homes", ...concerned, behind: last }] : jobs };
}

/** Draws a Home from the rows as they are now, unless it shows just that already. */
export async function prepareHome(context: Context, { platform, tenant, user }: Jobs["home"]): Promise<Task> {
  const home = await findHome(context.tx, context.organization.id, { platform, tenant, user });
  const picture = home && (await drawn(context, home));
  if (!picture || picture.digest === home.shown) return nothing;
  const { card, locale } = picture;
  const { account, version } = home;
  const came = (tx: Tx, drawing: HomeDrawn) => noted({ ...context, tx }, { home, picture, drawing });
  return { kind: "home", account, card, locale, version, came };
}

/** Null where there is nothing to tell: who never was a member has seen how to connect when they opened it. */
async function drawn({ tx, organization, time, ...context }: Context, home: OpenHome): Promise<Picture | null> {
  const speaker = await findSpeaker(tx, home.account, time);
  if (speaker?.organization.id !== organization.id) return null;
  const { actor, now } = speaker;
  if (!actor) {
    const { locale } = home;
    return home.shown === null ? null : pictureOf(strangerCard(organization.name), { locale, memberId: null });
  }
  const { locale } = readerOf(actor);
  const about = { locale, memberId: actor.id };
  if (actor.state !== "active") return pictureOf(inactiveCard(organization.name), about);
  const card = await homeCard({ tx, organization: speaker.organization, actor, now, locale }, context.changes);
  return pictureOf(context.allowed(card, actor), about);
}

function pictureOf(card: Card, about: Pick<Picture, "locale" | "memberId">): Picture {
  return { card, digest: digestOfCard(card), ...about };
}

type Came = { home: OpenHome; picture: Picture; drawing: HomeDrawn };

/**
 * Notes what came of it. It is drawn once more where somebody else has drawn it meanwhile, or what it shows has changed
 * while it was on its way: late and reordered jobs end in the same picture.
 */
async function noted(context: Context, { home, picture, drawing }: Came): Promise<Job[]> {
  const { tx, organization } = context;
  const { memberId, digest } = picture;
  const again: Job[] = [{ name: "home", ...home.account }];
  switch (drawing.kind) {
    case "gone":
      await forgetHome(tx, organization.id, home.account);
      return [];
    case "moved":
      // What it shows is not known, so it is drawn over whatever that is.
      await noteDrawn(tx, organization.id, home, { shown: "", version: null, memberId });
      return again;
    case "shown": {
      const { version } = drawing;
      const isNoted = await noteDrawn(tx, organization.id, home, { shown: digest, version, memberId });
      const now = await drawn(context, { ...home, shown: digest });
      return isNoted && (!now || now.digest === digest) ? [] : again;
    }
    default:
      return drawing satisfies never;
  }
}
