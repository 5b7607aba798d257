import type { Field, Form, Option } from "../../core/form.ts";
import type { Values } from "../../core/ref.ts";
import type { Text } from "../../core/text.ts";
import { text } from "../../text/text.ts";
import type { Actor } from "../access/actor.ts";
import { administrative, builtIn, isOfCompany, type Permission, permissions } from "../access/permission.ts";
import { optionalReason } from "../access/reason-field.ts";
import { mayPutIn, type RoleTerms } from "./role.ts";
import { NAME_LONGEST, PURPOSE_LONGEST } from "./role-name.ts";

// What nobody sees is not counted, so it must get as far as the rule for names.
const name: Field = {
  kind: "text",
  name: "name",
  label: text("role.label.name"),
  hint: text("role.hint.name", { max: NAME_LONGEST }),
  maxLength: 2 * NAME_LONGEST,
};
const purpose: Field = {
  kind: "text",
  name: "purpose",
  label: text("role.label.purpose"),
  hint: text("role.hint.purpose"),
  maxLength: 2 * PURPOSE_LONGEST,
};

/** In two fields: no chat shows more than ten boxes with an explanation each, and those over people stand apart. */
const everyday: Field = {
  ...{ kind: "choices", name: "permissions", label: text("role.label.permissions"), optional: true },
  options: builtIn.filter((permission) => !administrative.includes(permission)).map(option),
};
const administration: Field & { kind: "choices" } = {
  ...{ kind: "choices", name: "administration", label: text("role.label.administration"), optional: true },
  hint: text("role.hint.administration"),
  options: administrative.map(option),
};

/** A company's own are known at start, which is after this file is read. */
const own: Field & { kind: "choices" } = {
  ...{ kind: "choices", name: "own", label: text("role.label.own"), optional: true },
  get options() {
    return permissions.filter(isOfCompany).map(option);
  },
};

/** What a submitted form must hold. */
export const roleFields: readonly Field[] = [name, purpose, everyday, own, administration, optionalReason];

function option(permission: Permission): Option {
  const [label, description] = [text("permission.option", { permission }), text("permission.about", { permission })];
  return { value: permission, label, description };
}

type Wanted = { title: Text; intro: Text[]; actor: Actor; held: readonly Permission[] };

/** Administrative permissions are offered where this actor may put them in, or where the role has them already. */
export function formFor({ title, intro, actor, held }: Wanted): Form {
  const options = administrative.filter((one) => mayPutIn(actor, one) || held.includes(one)).map(option);
  const offered = options.length > 0 ? [{ ...administration, options }] : [];
  return {
    title,
    intro,
    fields: [name, purpose, everyday, ...(own.options.length > 0 ? [{ ...own }] : []), ...offered, optionalReason],
    submit: text("button.continue"),
  };
}

/** A role as the fields of the form hold it. */
export function valuesOf(role: RoleTerms): Values {
  const isOverPeople = (permission: Permission) => administrative.includes(permission);
  return {
    ...{ name: role.name, purpose: role.purpose },
    permissions: role.permissions.filter((permission) => !isOverPeople(permission) && !isOfCompany(permission)),
    own: role.permissions.filter(isOfCompany),
    administration: role.permissions.filter(isOverPeople),
  };
}
