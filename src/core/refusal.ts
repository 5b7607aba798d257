import type { Text } from "./text.ts";

/**
 * An expected "no", told to the person in a sentence. With `field` it is shown at that field of the form.
 * `forbidden` marks that somebody asked for something they have no right to: that is an entry in the history too.
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
