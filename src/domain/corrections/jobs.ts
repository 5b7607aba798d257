import { text } from "../../text/text.ts";
import { type JobRules, ofNotice } from "../job.ts";
import type { CodePurposes } from "../verification/purpose.ts";
import type { AddressState } from "./address.ts";
import { prepareAddressMoved, prepareNameCorrected } from "./notifications.ts";

declare module "../../core/job.ts" {
  interface Jobs {
    "name-corrected": { memberId: string; to?: Recipient };
    "address-moved": { addressId: string; state: AddressState; to?: Recipient };
  }
}

export const correctionJobs = {
  "name-corrected": {
    tells: "the member whose name was corrected",
    ways: ["direct message", "mail"],
    outlet: ofNotice,
    urgency: "soon",
    prepare: prepareNameCorrected,
  },
  "address-moved": {
    tells: "the member whose address is to be another one: in their chats, and always by mail to the old address",
    ways: ["direct message", "mail"],
    outlet: ofNotice,
    urgency: "soon",
    prepare: prepareAddressMoved,
  },
} satisfies Partial<JobRules>;

export const correctionPurposes: CodePurposes = {
  "address.confirm": async ({ organization }) => ({
    what: text("code.what.address.confirm", { organization: organization.name }),
  }),
};
