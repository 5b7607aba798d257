import type { Suggest } from "../core/conversation.ts";
import type { House } from "./handle.ts";

/** What fits what somebody types in a `search` field. No form has one yet. */
export function createSuggest(_house: House): Suggest {
  return async () => [];
}
