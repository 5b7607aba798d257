import { Refusal } from "../../core/refusal.ts";
import { text } from "../../text/text.ts";
import type { Actor } from "../access/actor.ts";
import { administrativeOf, canOn } from "../access/grant.ts";
import { optionalReason, reasonField } from "../access/reason-field.ts";
import { findTarget } from "../members/target.ts";
import { takeOff } from "./take-off.ts";

const NEEDS = "member:edit";

/** Somebody has lost their app, and every recovery code. */
export const resetAuthenticator = takeOff({
  name: "authenticator.reset",
  needs: NEEDS,
  reason: { ...reasonField, hint: text("app-reset.reason-hint") },
  whose: findTarget,
  all: true,
  check({ actor }, { grants }) {
    if (!grants.every(({ scope }) => canOn(actor, NEEDS, scope)))
      throw new Refusal(text("refused.member-reaches-further"), { forbidden: true });
  },
  words: {
    title: text("app-reset.title"),
    intro: (who) => text("app-reset.intro", { who }),
    request: (who, isPasskey) => text(isPasskey ? "passkey-reset.request" : "app-reset.request", { who }),
  },
});

/** One's own, where it protects administrative permissions. Everybody else takes theirs off on the page, alone. */
export const removeAuthenticator = takeOff({
  name: "authenticator.remove",
  needs: "member",
  reason: optionalReason,
  whose: async ({ actor }) => requireAdministrative(actor),
  words: {
    title: text("app-remove.title"),
    intro: () => text("app-remove.intro"),
    request: (who) => text("app-remove.request", { who }),
  },
});

function requireAdministrative(actor: Actor): Actor {
  if (administrativeOf(actor.grants.map(({ role }) => role)).length > 0) return actor;
  throw new Refusal(text("refused.app-on-page"));
}
