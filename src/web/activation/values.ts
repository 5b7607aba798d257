import type { Request } from "express";
import type { Errors, Field } from "../../core/form.ts";
import { parseForm } from "../../text/parse-form.ts";
import { text } from "../../text/text.ts";
import { typed } from "../typed.ts";

/** Characters of a name, as the page says. */
export const NAME_LENGTH = 80;
/** What is longer can be none of these values, and is not kept to be shown again. */
const KEPT_LENGTH = 1_000;

/** `password` is null where none was typed, or not the same one twice. */
export type TypedForm = { code: string; name: string; password: string | null; errors: Errors };

/** Checked here first, so that a typing mistake costs none of the few attempts. */
export function typedForm(
  request: Request,
  { codeLength, hasKept }: { codeLength: number; hasKept: boolean },
): TypedForm {
  const fields: Field[] = [
    { kind: "code", name: "code", label: text("web.finish-code"), length: codeLength },
    { kind: "text", name: "name", label: text("web.finish-name"), maxLength: NAME_LENGTH, optional: true },
  ];
  const parsed = parseForm({ fields }, { code: typed(request, "code"), name: typed(request, "name") });
  const { password, errors } = typedPassword(request, hasKept);
  if (!parsed.ok) return { code: "", name: "", password, errors: { ...parsed.errors, ...errors } };
  const { code, name = "" } = parsed.values;
  return { code: String(code), name: String(name), password, errors };
}

/** What is shown again. Passwords never are. */
export function typedBefore(request: Request): { code: string; name: string } {
  const kept = (name: string) => {
    const value = typed(request, name);
    return value.length > KEPT_LENGTH ? "" : value;
  };
  return { code: kept("code"), name: kept("name") };
}

/** A password is taken as it is: nothing is trimmed. None is needed while one is kept. */
function typedPassword(request: Request, hasKept: boolean): { password: string | null; errors: Errors } {
  const [password, repeat] = [typed(request, "password"), typed(request, "repeat")];
  if (password === "" && repeat === "" && hasKept) return { password: null, errors: {} };
  if (password === "") return { password: null, errors: { password: text("field.required") } };
  if (password !== repeat) return { password: null, errors: { repeat: text("web.finish-repeat-differs") } };
  return { password, errors: {} };
}
