import type { Field, Option } from "../../core/form.ts";
import type { Values } from "../../core/ref.ts";
import { Refusal } from "../../core/refusal.ts";
import type { Text } from "../../core/text.ts";
import { isZone } from "../../text/locale.ts";
import type { TypedEnd } from "../../text/read-end.ts";
import { text } from "../../text/text.ts";
import { dayOf, type End, endOfDay, endTime, HOURS_MOST } from "./grant-end.ts";

const NEVER: Option = { value: "never", label: text("ends.never") };
const HOURS: Option = { value: "hours", label: text("ends.hours") };
const DAY: Option = { value: "day", label: text("ends.day") };

/** Until when a role is given: for good, for some hours, or to the end of a day. */
export const endFields = fieldsFor(text("field.hint.hours"));

/** The same in an invitation: its hours begin later. */
export const invitedEndFields = fieldsFor(text("field.hint.hours-invited"));

/** What is submitted of it: forms of older versions, still open in chats, have no end. Then it is for good, as it was there. */
export const submittedEnd: readonly Field[] = invitedEndFields.map((field) =>
  field.name === "ends" ? { ...field, optional: true } : field,
);

function fieldsFor(hint: Text): readonly Field[] {
  return [
    { kind: "choice", name: "ends", label: text("field.label.ends"), options: [NEVER, HOURS, DAY] },
    {
      ...{ kind: "text", name: "hours", label: text("field.label.hours"), hint, maxLength: 5 },
      when: { field: "ends", is: HOURS.value },
    },
    { kind: "date", name: "day", label: text("field.label.day"), when: { field: "ends", is: DAY.value } },
  ];
}

/** What the fields start with. */
export function endValues({ hours, day }: Omit<TypedEnd, "rest"> = {}): Values {
  if (hours !== undefined) return { ends: HOURS.value, hours: String(hours) };
  return day === undefined ? { ends: NEVER.value } : { ends: DAY.value, day };
}

/** What they start with where something is asked for again; a day that is over is shown, and refused. */
export function endFieldsOf(end: End): Values {
  if (end === null) return endValues();
  return endValues("hours" in end ? { hours: end.hours } : { day: dayOf(end) });
}

/** Reads them; a day is one of the zone of the member who asks, which is kept. */
export function readEndFields({ ends, hours, day }: Values, zone: string | null): End {
  if (ends === HOURS.value) return { hours: hoursFrom(String(hours)) };
  if (ends !== DAY.value) return null;
  return endOn(String(day), zone && isZone(zone) ? zone : "UTC");
}

const [FIRST_DAY, AFTER_LAST] = ["1970-01-01", "9999-01-01"];

/** The end of a day (`2026-12-31`) in a zone. A year that no database or zone can work with is refused here. */
export function endOn(day: string, zone: string): { at: string; zone: string } {
  if (day < FIRST_DAY) throw new Refusal(text("refused.end-is-over"), { field: "day" });
  if (day >= AFTER_LAST) throw new Refusal(text("refused.end-is-far"), { field: "day" });
  return { at: endOfDay(day, zone).toISOString(), zone };
}

function hoursFrom(typed: string): number {
  const hours = /^[0-9]{1,5}$/.test(typed) ? Number(typed) : 0;
  if (hours >= 1 && hours <= HOURS_MOST) return hours;
  throw new Refusal(text("field.hours", { most: HOURS_MOST }), { field: "hours" });
}

/** Refuses an end that is over, or too far away, when the role would be given. */
export function requireEnd(end: End, now: Date): void {
  const at = endTime(end, now);
  if (!at) return;
  if (at <= now) throw new Refusal(text("refused.end-is-over"), { field: "day" });
  if (at.getTime() - now.getTime() > HOURS_MOST * 3_600_000)
    throw new Refusal(text("refused.end-is-far"), { field: "day" });
}
