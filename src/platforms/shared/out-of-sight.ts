import { type Errors, type Field, type Form, shownFields } from "../../core/form.ts";
import type { Values } from "../../core/ref.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";

/**
 * A sentence for each error that may be out of sight when the form is shown: below a table or below other fields. It is
 * shown above the form and names the field; what is wrong is said at the field, and only there.
 */
export function errorsOutOfSight(form: Form, values: Values | undefined, errors: Errors): Text[] {
  const isBelow = (at: number) => at > 0 || (form.facts ?? []).length > 0;
  const wrong = (field: Field, at: number) => errors[field.name] !== undefined && isBelow(at);
  return shownFields(form, values, errors)
    .filter(wrong)
    .map(({ label }) => text("field.check", { label }));
}
