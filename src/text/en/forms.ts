export const forms = {
  "field.required": () => "Please fill this in.",
  "field.choose": () => "Please choose at least one.",
  "field.choose-one": () => "Please choose one.",
  "field.too-long": (p: { max: number; length: number }) => `At most ${p.max} characters; this has ${p.length}.`,
  "field.email": () => "This is not an e-mail address. Example: name@example.com",
  "field.email-unicode": (p: { address: string }) =>
    `Not every mail server can deliver to ${p.address}: before the @ it has letters other than a to z. Please use an address without them.`,
  "field.code": (p: { length: number }) => `The code has ${p.length} digits.`,
  "field.date": () => "Please write the date as YYYY-MM-DD.",
  "field.too-many": (p: { max: number; count: number }) => `You can choose at most ${p.max}; you chose ${p.count}.`,
  "field.check": (p: { label: string }) => `Please check “${p.label}”.`,
  "field.out-of-place": (p: { choice: string }) =>
    `This goes only with “${p.choice}”. Please choose that, or empty this field.`,
  "field.unknown-choice": () => "This choice is no longer offered. Please choose again.",
};
