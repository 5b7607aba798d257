import type { Text } from "./text.ts";

/**
 * An expected "no", told to the person in a sentence. With `field` it stands at that field of the form.
 * `forbidden` marks that somebody asked for what is not theirs: that is a row in the history too.
 */
export class Refusal extends Error {
  readonly text: Text;
  readonly field: string | undefined;
  readonly forbidden: boolean;
  constructor(text: Text, about: { field?: string; forbidden?: boolean } = {}) {
    super(text.id);
    this.text = text;
    this.field = about.field;
    this.forbidden = about.forbidden ?? false;
  }
}
