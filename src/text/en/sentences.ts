import { access } from "./access.ts";
import { accounts } from "./accounts.ts";
import { alternates } from "./alternates.ts";
import { apiKeys } from "./api-keys.ts";
import { conflicts } from "./conflicts.ts";
import { corrections } from "./corrections.ts";
import { credentials } from "./credentials.ts";
import { forms } from "./forms.ts";
import { general } from "./general.ts";
import { groups } from "./groups.ts";
import { help } from "./help.ts";
import { history } from "./history.ts";
import { home } from "./home.ts";
import { identities } from "./identities.ts";
import { imports } from "./imports.ts";
import { invitations } from "./invitations.ts";
import { mail } from "./mail-frame.ts";
import { members } from "./members.ts";
import { passkeys } from "./passkeys.ts";
import { paymentPasswords } from "./payment-passwords.ts";
import { permissionWords } from "./permissions.ts";
import { recoveries } from "./recoveries.ts";
import { requests } from "./requests.ts";
import { roles } from "./roles.ts";
import { security } from "./security.ts";
import { sessions } from "./sessions.ts";
import { slack } from "./slack.ts";
import { teams } from "./teams.ts";
import { tryout } from "./tryout.ts";
import { verification } from "./verification.ts";
import { web } from "./web.ts";

/** Every sentence that people read, by id. A sentence is plain text without markup; renderers escape it. */
export const en = {
  ...general,
  ...forms,
  ...verification,
  ...requests,
  ...identities,
  ...invitations,
  ...access,
  ...accounts,
  ...groups,
  ...conflicts,
  ...roles,
  ...permissionWords,
  ...members,
  ...imports,
  ...corrections,
  ...recoveries,
  ...sessions,
  ...security,
  ...passkeys,
  ...alternates,
  ...paymentPasswords,
  ...apiKeys,
  ...history,
  ...help,
  ...home,
  ...mail,
  ...slack,
  ...teams,
  ...web,
  ...credentials,
  ...tryout,
};
