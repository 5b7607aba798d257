import type { EventRules } from "./core/event.ts";
import { accountEvents } from "./domain/accounts/events.ts";
import { alternateEvents } from "./domain/alternates/events.ts";
import { apiKeyEvents } from "./domain/api-keys/events.ts";
import { authenticatorEvents } from "./domain/authenticators/events.ts";
import { conflictEvents } from "./domain/conflicts/events.ts";
import { correctionEvents } from "./domain/corrections/events.ts";
import { historyEvents } from "./domain/history/events.ts";
import { homeEvents } from "./domain/home/events.ts";
import { identityEvents } from "./domain/identities/events.ts";
import { importEvents } from "./domain/imports/events.ts";
import { invitationEvents } from "./domain/invitations/events.ts";
import { memberEvents } from "./domain/members/events.ts";
import { organizationEvents } from "./domain/organizations/events.ts";
import { passkeyEvents } from "./domain/passkeys/events.ts";
import { paymentEvents } from "./domain/payment-passwords/events.ts";
import { recoveryEvents } from "./domain/recoveries/events.ts";
import { requestEvents } from "./domain/requests/events.ts";
import { roleEvents } from "./domain/roles/events.ts";
import { sessionEvents } from "./domain/sessions/events.ts";
import { verificationEvents } from "./domain/verification/events.ts";

/** Everything that can happen, by room, and what it leads to. The compiler finds a kind that no room has a rule for. */
export const events: EventRules = {
  ...organizationEvents,
  ...accountEvents,
  ...verificationEvents,
  ...historyEvents,
  ...identityEvents,
  ...sessionEvents,
  ...authenticatorEvents,
  ...passkeyEvents,
  ...alternateEvents,
  ...paymentEvents,
  ...apiKeyEvents,
  ...requestEvents,
  ...conflictEvents,
  ...invitationEvents,
  ...memberEvents,
  ...importEvents,
  ...correctionEvents,
  ...recoveryEvents,
  ...roleEvents,
  ...homeEvents,
};
