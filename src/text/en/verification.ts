export const verification = {
  "field.label.code": () => "One-time code",
  "field.hint.code": (p: { length: number; minutes: number }) =>
    `${p.length} digits, good for ${p.minutes} minutes. Nobody will ever ask you for it elsewhere.`,
  "refused.no-open-code": () =>
    "No code is being waited for from you. A code is asked for when you change something: see /team help.",
  "refused.many-open-codes": () =>
    "More than one code is being waited for from you. Please type it in the form it is for.",
  "refused.code-in-form": () => "This code goes with a form that has more to fill in. Please type it there.",
  "code.sent-to": (p: { address: string; minutes: number }) =>
    `We have sent a code to ${p.address}. It is good for ${p.minutes} minutes.`,
  "code.wrong": () =>
    "This code is not right, or not good any more. Check the newest message, or have a new code sent.",
  "code.cool-down": (p: { seconds: number }) =>
    `A code was sent a moment ago. Another can be sent in ${p.seconds} ${p.seconds === 1 ? "second" : "seconds"}.`,
  "code.used-up": (p: { minutes: number }) =>
    `Too many wrong codes. For your safety there is no other before ${p.minutes} ${p.minutes === 1 ? "minute has" : "minutes have"} passed.`,
  "code.disabled": () =>
    "Fifty wrong codes in a row were typed in your name, so no more are sent. Whoever runs this server has to look into it.",
  "code.hourly": (p: { most: number }) =>
    `${p.most} codes were sent within an hour, and that is the limit. Please wait.`,
  "code.daily": (p: { most: number }) =>
    `${p.most} codes were sent within a day, and that is the limit. Please go on tomorrow.`,
  "mail.code-subject": (p: { organization: string }) => `Your code for ${p.organization}`,
  "mail.code-body": (p: { what: string; minutes: number }) =>
    `This code is to ${p.what}. It is good for ${p.minutes} minutes and for this alone.`,
  "mail.code-warning": () => "You didn't ask for it? Then tell an administrator, and give it to nobody.",
  "code.what.request.verify": () => "confirm a change that you asked for",
  "code.what.request.approve": () => "approve a request",
  "code.what.request.deny": () => "deny a request",
  "code.what.identity.confirm": () => "connect your chat account",
  "code.what.invitation.accept": () => "activate your membership",
  "code.what.other": () => "confirm what you are doing",
};
