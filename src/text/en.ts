/** Every sentence people read, by id. A sentence is plain text without markup; whoever shows it escapes it. */
export const en = {
  verbatim: (p: { value: string }) => p.value,

  // fields
  "field.required": () => "Please fill this in.",
  "field.choose": () => "Please choose at least one.",
  "field.too-long": (p: { max: number; length: number }) => `At most ${p.max} characters; this has ${p.length}.`,
  "field.email": () => "This is not an e-mail address. Example: name@example.com",
  "field.code": (p: { length: number }) => `The code has ${p.length} digits.`,
  "field.date": () => "Please write the date as YYYY-MM-DD.",
  "field.unknown-choice": () => "This choice is no longer offered. Please choose again.",

  // slack

  // web pages

  // try-out chat
};

export type Texts = typeof en;
