import type { Errors } from "../../core/form.ts";
import type { Text } from "../../core/text.ts";

/** What every page here is given. */
export type Frame = {
  organization: string;
  csrf: string;
  csp: string;
  done?: Text | undefined;
  alert?: Text | undefined;
  errors?: Errors;
};
