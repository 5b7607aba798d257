/** JSON for an attribute, in ASCII, so that it comes back the same: browsers change line breaks and odd characters. */
export function jsonOf(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
