import type { Errors, Form } from "../../core/form.ts";
import type { Values } from "../../core/ref.ts";
import { parseForm } from "../../text/parse-form.ts";
import { text } from "../../text/text.ts";
import type { Store } from "./state.ts";

export type Person = { id: string; name: string; email: string };

export type People = {
  all(): Person[];
  /** Who is played until somebody else is chosen. */
  first(): Person;
  find(id: string): Person | undefined;
  byEmail(email: string): Person | undefined;
  add(values: Values): { person: Person } | { errors: Errors };
};

const MOST_PEOPLE = 50;

export const personForm: Form = {
  title: text("tryout.add-person"),
  intro: [text("tryout.add-intro")],
  fields: [
    { kind: "text", name: "name", label: text("tryout.person-name"), maxLength: 60 },
    { kind: "email", name: "email", label: text("field.label.email") },
  ],
  submit: text("tryout.add"),
};

/** The people who can be played: those given at the start, and those added in the browser. */
export function createPeople(given: readonly Person[], { state, changed }: Store): People {
  const [first] = given;
  if (!first) throw new Error("the try-out chat needs at least one person");
  const all = () => [...given, ...state.people.filter(({ id }) => !given.some((person) => person.id === id))];
  const byEmail = (email: string) => all().find((person) => person.email.toLowerCase() === email.toLowerCase());
  return {
    all,
    first: () => first,
    byEmail,
    find: (id) => all().find((person) => person.id === id),
    add(values) {
      const parsed = parseForm(personForm, values);
      if (!parsed.ok) return { errors: parsed.errors };
      const [name, email] = [String(parsed.values.name), String(parsed.values.email)];
      if (byEmail(email)) return { errors: { email: text("tryout.email-taken") } };
      if (all().length >= MOST_PEOPLE) return { errors: { name: text("tryout.person-limit", { most: MOST_PEOPLE }) } };
      const person = { id: freeId(name, all()), name, email };
      state.people.push(person);
      changed();
      return { person };
    },
  };
}

/** What was typed, with `@name` and `@id` written as `<@id>`. Inside a word `@` belongs to an e-mail address. */
export function withMentions(typed: string, people: readonly Person[]): string {
  const ids = new Map(people.flatMap(({ id, name }) => [[name.toLowerCase(), id] as const, [id.toLowerCase(), id]]));
  // The longest first, so that "@Ada Lovelace" is not read as "@Ada".
  const names = [...ids.keys()].sort((a, b) => b.length - a.length).map((name) => RegExp.escape(name));
  const mention = new RegExp(`(?<![^\\s(])@(${names.join("|")})(?![\\p{L}\\p{N}_@-]|\\.\\w)`, "giu");
  return typed.replace(mention, (whole, name: string) => {
    const id = ids.get(name.toLowerCase());
    return id ? `<@${id}>` : whole;
  });
}

/** The opposite of `withMentions`, for reading. */
export function withNames(typed: string, people: readonly Person[]): string {
  return typed.replace(/<@([^<>@|\s]{1,64})>/g, (whole, id) => {
    const person = people.find((one) => one.id === id);
    return person ? `@${person.name}` : whole;
  });
}

function freeId(name: string, taken: readonly Person[]): string {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 40);
  const base = plain || "person";
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? base : `${base}-${number}`;
    if (!taken.some((person) => person.id === id)) return id;
  }
}
