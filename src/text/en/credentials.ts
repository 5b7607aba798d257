export const credentials = {
  "password.too-short": (p: { min: number; length: number }) =>
    `The password needs at least ${p.min} characters; this has ${p.length}.`,
  "password.too-long": (p: { max: number }) => `The password may have at most ${p.max} characters.`,
  "password.common": () => "This is one of the first passwords that attackers try. Please choose another.",
  "password.holds-email": () => "Please choose a password without your e-mail address in it.",
  "password.holds-organization": () => "Please choose a password without the organization's name in it.",
};
