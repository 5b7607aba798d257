const MENTION = /<@[^<>@|\s]{1,64}>/g;
const SHOWN = 60;

/** What somebody typed, told back to them: the start of it, and `person` in place of each mention's id. */
export function typedBack(typed: string, person: string): string {
  const signs = [...typed.replaceAll(MENTION, person)];
  return signs.length > SHOWN ? `${signs.slice(0, SHOWN).join("")}…` : signs.join("");
}
