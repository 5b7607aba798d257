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

  "none-given": () => "none given",

  // field labels and hints
  "field.label.code": () => "One-time code",
  "field.hint.code": (p: { length: number; minutes: number }) =>
    `${p.length} digits, good for ${p.minutes} minutes. Nobody will ever ask you for it elsewhere.`,
  "field.label.comment": () => "Comment",
  "field.label.deny-reason": () => "Why is it denied?",
  "field.label.work-email": () => "Work e-mail",
  "field.label.email": () => "E-mail",
  "field.label.roles": () => "Roles",
  "field.label.access": () => "Merchant accounts",
  "field.label.accounts": () => "Only these accounts",
  "field.hint.accounts": () => "Only if you chose “Some merchant accounts”.",
  "field.label.reason": () => "Reason",
  "field.hint.reason": () => "Whoever approves reads this, and it stays with the request.",
  "accounts.all": () => "All merchant accounts, later ones too",
  "accounts.some": () => "Some merchant accounts",
  "accounts.named": (p: { names: string[] | null }) => (p.names === null ? "all, later ones too" : list(p.names)),
  "accounts.all-or-some": () => "You chose all accounts and ticked some too. Please choose one or the other.",

  // buttons
  "button.approve": () => "Approve",
  "button.deny": () => "Deny",
  "button.details": () => "Details",
  "button.withdraw": () => "Withdraw",
  "button.enter-code": () => "Enter code",
  "button.send-code": () => "Send code",
  "button.send-again": () => "Send a new code",
  "button.confirm": () => "Confirm",
  "button.continue": () => "Continue",
  "button.open": () => "Open",
  "button.next-page": () => "Next page",
  "button.older": () => "Older",
  "button.help": () => "What can I do here?",

  // what a table of facts is labelled with
  "fact.requester": () => "Asked for by",
  "fact.reason": () => "Reason",
  "fact.digest": () => "Fingerprint",
  "fact.approved-by": () => "Approved by",
  "fact.denied-by": () => "Denied by",
  "fact.permissions": () => "Permits to",
  "fact.held-by": () => "Held by",
  "fact.role": () => "Role",
  "fact.state": () => "State",
  "fact.chat": () => "Chat",
  "fact.accounts": () => "Merchant accounts",

  // refusals
  "refused.permission": (p: { permission: string }) =>
    `You may not do this: it takes the permission to ${permissionName(p.permission)}. An administrator can give you a role that has it.`,
  "refused.not-active": () =>
    "Your membership is not active, so nothing can be done here. Please ask an administrator.",
  "refused.own-request": () => "You asked for this yourself; somebody else has to approve it.",
  "refused.own-target": () => "This concerns you; somebody else has to approve it.",
  "refused.reviewed-already": () => "You have given your approval already; it counts once.",
  "refused.open-requests": (p: { most: number }) =>
    `You have ${p.most} open requests already. Wait for them, or withdraw one with /team withdraw.`,
  "refused.daily-requests": (p: { most: number }) =>
    `You have asked for ${p.most} changes in 24 hours. Please go on tomorrow.`,
  "refused.already-asked": (p: { number: number }) =>
    `Request ${p.number} asks for the same and is still open. See /team requests.`,
  "refused.nobody-could-approve": (p: { needed: number }) =>
    `Nobody could approve this: it takes ${p.needed} ${p.needed === 1 ? "other active member" : "other active members"} who may approve requests. Ask another administrator to join first.`,
  "refused.no-such-request": () => "There is no such request, or it is not yours to see. See /team requests.",
  "refused.stale": () => "This has changed since you saw it. Please open it once more: /team requests",
  "refused.content-changed": () =>
    "What this request asks for was changed after it was signed, so nothing was applied. Please tell whoever runs Countersign.",
  "refused.requester-lost-right": () => "Whoever asked for this may not do so any more, so nothing was applied.",
  "refused.unknown-change": (p: { command: string }) =>
    `This request (${p.command}) comes from another version of Countersign and can't be judged here.`,
  "refused.account-taken": () =>
    "This chat account is connected to a member already. Nothing was changed; an administrator can help.",
  "refused.member-linked": () =>
    "This member is connected to another chat account here already. Nothing was changed; an administrator can help.",
  "refused.unknown-role": (p: { name: string; names: string[]; nearest: string | null }) =>
    `There is no role “${p.name}”.${p.nearest ? ` Did you mean ${p.nearest}?` : ""} The roles are ${list(p.names)}.`,
  "refused.no-such-member": (p: { who: string }) => `No member was found for “${p.who}”. See /team members.`,
  "refused.not-a-member-name": (p: { who: string }) =>
    `“${p.who}” is neither an e-mail address nor a mention. Example: /team member name@example.com`,
  "refused.not-grantable": (p: { role: string }) =>
    `You can't give the role ${p.role} on these accounts: it permits things that you may not do there yourself.`,
  "refused.invited-already": (p: { email: string }) => `${p.email} has been invited already and has not answered yet.`,
  "refused.member-already": (p: { email: string }) => `${p.email} is a member already. See /team member ${p.email}`,
  "refused.unknown-command": (p: { typed: string; nearest: string | null; known: string[] }) =>
    `There is no command “${p.typed}”.${p.nearest ? ` Did you mean /team ${p.nearest}?` : ""} There is ${list(p.known.map((words) => `/team ${words}`))}.`,
  "refused.old-form": () =>
    "This form or button comes from an older version of Countersign. Please start again with /team.",
  "refused.unreadable": () => "There is a character in this that can't be read. Please type it anew.",
  "refused.no-open-code": () =>
    "No code is being waited for from you. A code is asked for when you change something: see /team help.",
  "refused.many-open-codes": () =>
    "More than one code is being waited for from you. Please type it in the form it is for.",
  "refused.code-in-form": () => "This code goes with a form that has more to fill in. Please type it there.",
  "refused.direct-words": () => "I know commands and codes. Type /team help to see what you can do.",

  // what went wrong
  "went-wrong": (p: { reference: string }) =>
    `Something went wrong, and it is not your fault. Nothing was changed. If it happens again, give this reference to whoever runs Countersign: ${p.reference}`,
  "database-down": () => "The database can't be reached right now, so nothing was done. Please try again in a minute.",

  // codes
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

  // linking a chat account
  "link.title": () => "Connect your account",
  "link.intro": (p: { organization: string }) =>
    `To know who you are in ${p.organization}, Countersign sends a code to your work e-mail.`,
  "link.hint": (p: { max: number }) => `The address you were invited with, at most ${p.max} characters.`,
  "link.confirm-title": () => "Enter the code",
  "link.confirm-intro": (p: { minutes: number }) =>
    `If that address is a member's, a code is on its way to it. It is good for ${p.minutes} minutes. Nothing arrived? Then ask an administrator whether you were invited with this address.`,
  "linked.title": () => "You are connected",
  "linked.body": (p: { organization: string }) => `This chat account now acts for you in ${p.organization}.`,

  // inviting
  "invite.title": () => "Invite a member",
  "invite.intro": (p: { organization: string }) =>
    `Whom do you want to have in ${p.organization}, and what may they do? A second person approves it, unless you are the only administrator.`,
  "invite.request-title": (p: { email: string }) => `invite ${p.email}`,

  // requests
  "verify.title": () => "Confirm it's you",
  "verify.intro": () => "One step left: type the code, so that we know it is you who asks.",
  "approve.title": () => "Approve request",
  "approve.intro": () => "This is exactly what you approve:",
  "deny.title": () => "Deny request",
  "deny.intro": () => "This is exactly what you deny:",
  "request.title": (p: { number: number; title: string }) => `Request ${p.number}: ${p.title}`,
  "request.awaiting_code": () => "Waiting for the requester's code.",
  "request.awaiting_approval": (p: { missing: number; until: string }) =>
    `Waiting for ${p.missing} ${p.missing === 1 ? "approval" : "approvals"}, until ${time(p.until)}.`,
  "request.applied": () => "Approved and done.",
  "request.applied-alone": () => "Done, with the code of the only administrator and no second person.",
  "request.denied": () => "Denied. Nothing was changed.",
  "request.withdrawn": () => "Withdrawn by the requester. Nothing was changed.",
  "request.expired": () => "Expired before it was approved. Nothing was changed.",
  "request.why-you": () => "You see this because you may approve requests and did not ask for this one yourself.",
  "request.why-channel": () => "It stands here because this is the channel for approvals. Who asked can't approve.",
  "request.mine.code": () => "You asked for it; your code is missing.",
  "request.mine.approval": () => "You asked for it; it waits for approval.",
  "request.waits-for-you": (p: { requester: string }) => `Asked for by ${p.requester}; you may approve it.`,
  "request.list.title": () => "Open requests",
  "request.list.none": () => "Nothing is open: neither something you asked for nor something for you to approve.",
  "request.list.more": (p: { shown: number }) =>
    `The ${p.shown} oldest are shown; more will follow when these are done.`,
  "review.with-comment": (p: { approver: string; comment: string }) => `${p.approver}: “${p.comment}”`,

  // roles and members
  "role.list.title": () => "Roles",
  "role.item": (p: { name: string; purpose: string }) => `${p.name} (${p.purpose})`,
  "role.permits": (p: { permissions: readonly string[] }) => list(p.permissions.map(permissionName)),
  "role.with-permissions": (p: { name: string; permissions: readonly string[] }) =>
    `${p.name}: ${list(p.permissions.map(permissionName))}`,
  "role.holders": (p: { emails: string[]; hasMore: boolean }) =>
    p.emails.length === 0 ? "nobody" : p.hasMore ? `${p.emails.join(", ")} and others` : list(p.emails),
  "member.list.title": () => "Members",
  "member.list.none": () => "There is nobody behind this.",
  "member.item": (p: { state: string; roles: string[] }) =>
    `${p.state}, ${p.roles.length > 0 ? list(p.roles) : "no role"}`,
  "member.grant": (p: { role: string; accounts: string[] | null }) =>
    p.accounts === null ? `${p.role}, on all merchant accounts` : `${p.role}, on ${list(p.accounts)}`,
  "member.state.invited": () => "invited, not active yet",
  "member.state.active": () => "active",
  "member.state.suspended": () => "suspended",
  "member.state.removed": () => "removed",
  "member.chats": (p: { platforms: string[] }) =>
    p.platforms.length === 0 ? "not connected" : list(p.platforms.map(platformName)),

  // history
  "history.title": () => "History, newest first",
  "history.entry": (p: HistoryEntry) => historyLine(p),
  "history.detail": (p: { at: string; sequence: number; hash: string }) =>
    `${time(p.at)}, entry ${p.sequence}, ${p.hash}`,

  // help
  "help.title": () => "What you can do here",
  "help.intro": (p: { email: string; organization: string }) => `You are ${p.email} in ${p.organization}.`,
  "help.words": (p: { words: string; usage: string }) => `/team ${[p.words, p.usage].filter(Boolean).join(" ")}`,
  "help.help": () => "This overview.",
  "help.invite": () => "Invite somebody: a form, your code, and a second person's approval.",
  "help.members": () => "Everybody, with roles.",
  "help.member": () => "One member; without a name, yourself.",
  "help.roles": () => "The roles and what they permit.",
  "help.role": () => "One role: what it permits and who holds it.",
  "help.requests": () => "What you asked for, and what waits for you.",
  "help.withdraw": () => "Take back a request of yours.",
  "help.history": () => "Everything that was changed, and by whom.",

  // messages that the bot sends on its own
  "notice.applied": (p: { number: number; title: string }) =>
    `Your request ${p.number} (${p.title}) was approved and is done.`,
  "notice.denied": (p: { number: number; title: string; approver: string; reason: string }) =>
    `Your request ${p.number} (${p.title}) was denied by ${p.approver}: “${p.reason}”`,
  "notice.expired": (p: { number: number; title: string }) =>
    `Your request ${p.number} (${p.title}) has expired. Ask again if it is still needed.`,
  "notice.activated": (p: { email: string }) => `${p.email} has accepted the invitation and is active now.`,
  "notice.mail-only": (p: { email: string; platform: string }) =>
    `${p.email} can't be written to in ${platformName(p.platform)}: the activation link went by e-mail only.`,
  "notice.linked": (p: { platform: string; organization: string }) =>
    `A ${platformName(p.platform)} account was connected to your membership in ${p.organization}. It wasn't you? Tell an administrator at once.`,
  "notice.subject": (p: { organization: string }) => `News from ${p.organization}`,
  "notice.title": () => "News for you",
  "invited.title": (p: { organization: string }) => `You are invited to ${p.organization}`,
  "invited.body": (p: { by: string | null; organization: string }) =>
    p.by === null
      ? `You are to become the first administrator of ${p.organization}.`
      : `${p.by} has invited you to ${p.organization}. Open the link, have a code sent to your e-mail and set a password.`,
  "invited.until": (p: { until: string }) => `The link is good until ${time(p.until)}, for you alone.`,
  "invited.link": () => "Get started",
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
  "mail.fact": (p: { label: string; value: string }) => `${p.label}: ${p.value}`,
  "mail.approval-body": () =>
    "It waits for an approval, and you may give it. Connect your chat account with /team, then see /team requests.",

  // slack
  "slack.modal-title": () => "Countersign",
  "slack.close": () => "Close",
  "slack.cancel": () => "Cancel",
  "slack.open-form": () => "Open the form",
  "slack.open-form-intro": () => "The form opens when you press the button.",
  "slack.working": () => "Working… The answer appears here in a moment.",
  "slack.outdated": () =>
    "This form or button is from an older version of Countersign. Please type /team to start anew.",
  "slack.outsider": () =>
    "Countersign answers members of this Slack workspace only: no guests, no people of other workspaces, no apps.",
  "slack.unknown-person": () =>
    "Slack could not say who you are just now, so nothing was done. Please try again in a minute.",
  "slack.cannot-show": (p: { reference: string }) =>
    `The answer can't be shown in Slack. Please give this reference to whoever runs Countersign: ${p.reference}`,
  "slack.tone": (p: { tone: "neutral" | "waiting" | "good" | "bad"; title: string }) =>
    `${{ neutral: "", waiting: "⏳ ", good: "✅ ", bad: "⛔ " }[p.tone]}${p.title}`,
  "slack.empty": () => "(empty)",
  "slack.fact": (p: { label: string; value: string }) => `${p.label}: ${p.value}`,
  "slack.error": (p: { error: string }) => `⚠ ${p.error}`,
  "slack.shortened": (p: { start: string }) => `${p.start}…`,
  "slack.option-range": (p: { first: number; last: number }) => `${p.first} to ${p.last}`,
  "slack.token-refused": (p: { reason: string }) =>
    `Slack does not accept SLACK_BOT_TOKEN (${p.reason}). Copy the bot token from "OAuth & Permissions" of your Slack app.`,
  "slack.unreachable": (p: { reason: string }) => `Slack can't be reached to check SLACK_BOT_TOKEN (${p.reason}).`,
  "slack.socket-refused": (p: { reason: string }) =>
    `Slack does not open a Socket Mode connection (${p.reason}). SLACK_APP_TOKEN needs the scope connections:write.`,

  // teams
  "teams.below": () => "The form is below.",
  "teams.product": () => "Countersign",
  "teams.empty": () => "(empty)",
  "teams.tone": (p: { tone: "neutral" | "waiting" | "good" | "bad"; title: string }) =>
    `${{ neutral: "", waiting: "⏳ ", good: "✅ ", bad: "⛔ " }[p.tone]}${p.title}`,
  "teams.fact": (p: { label: string; value: string }) => `${p.label}: ${p.value}`,
  "teams.error": (p: { error: string }) => `⚠ ${p.error}`,
  "teams.open": () => "Open",
  "teams.opener-title": () => "For your eyes only",
  "teams.opener-intro": () =>
    "What you asked for opens in a window that only you see. Or write to Countersign in your personal chat.",
  "teams.write-there": () => "Please write that to Countersign in your personal chat. Codes never belong here.",
  "teams.outdated": () =>
    "This form or button is from an older version of Countersign. Please write help to start anew.",
  "teams.heard-already": () => "This has arrived already and is done once.",
  "teams.working": () => "Working… The answer comes in your personal chat in a moment.",
  "teams.outsider": () =>
    "Countersign answers members of this organization only: no guests, no people of other organizations, no apps.",
  "teams.unknown-person": () =>
    "Microsoft Teams could not say who you are just now, so nothing was done. Please try again in a minute.",
  "teams.cannot-show": (p: { reference: string }) =>
    `The answer can't be shown in Microsoft Teams. Please give this reference to whoever runs Countersign: ${p.reference}`,
  "teams.token-refused": (p: { reason: string }) =>
    `Microsoft does not accept TEAMS_APP_ID, TEAMS_TENANT_ID and TEAMS_APP_PASSWORD (${p.reason}). Copy the ids and a client secret from the bot's app registration.`,
  "teams.unreachable": (p: { reason: string }) => `Microsoft can't be reached to sign in the bot (${p.reason}).`,

  // web pages
  "web.product": () => "Countersign",
  "web.for-organization": (p: { organization: string }) => `for ${p.organization}`,
  "web.never-in-chat": (p: { organization: string }) =>
    `This is the Countersign server of ${p.organization}. Passwords are typed here and never in a chat.`,
  "web.error-title": (p: { title: string }) => `Error: ${p.title}`,
  "web.document-title": (p: { title: string; organization: string }) => `${p.title} · ${p.organization} · Countersign`,
  "web.home-title": () => "This is Countersign",
  "web.home-intro": (p: { organization: string }) =>
    `With it, ${p.organization} manages who may use its merchant account: from the chat, with one-time codes and a second person's approval.`,
  "web.home-where": () => "Where to go",
  "web.home-slack": () => "In Slack, type /team. It shows what you may do.",
  "web.home-teams": () => "In Microsoft Teams, open the chat with Countersign and write help.",
  "web.home-local": () => "Open the try-out chat",
  "web.home-chat": () => "In your chat, type /team. It shows what you may do.",
  "web.home-invited": () => "You were invited? Open the link in your invitation; there is nothing to sign up for here.",
  "web.step-start": () => "Start",
  "web.step-confirm": () => "Confirm",
  "web.step-done": () => "Done",
  "web.steps": () => "Progress",
  "web.start-title": () => "Let's get started",
  "web.start-intro": (p: { organization: string }) =>
    `You are invited to join ${p.organization}. Activating your membership takes about a minute.`,
  "web.start-code": () => "We send a code to the e-mail address your invitation is for.",
  "web.start-password": () => "You type the code and choose a password.",
  "web.start-chat": () => "You connect your chat account, if it isn't connected yet.",
  "web.start-button": () => "Send code",
  "web.finish-title": () => "Confirm it's you",
  "web.finish-sent": (p: { to: string }) => `We sent a code to ${p.to}. It is good for a few minutes.`,
  "web.finish-intro": () => "Type the code from your e-mail and choose a password.",
  "web.finish-code": () => "Code from the e-mail",
  "web.finish-code-hint": (p: { length: number }) => `${p.length} digits`,
  "web.finish-password": () => "New password",
  "web.finish-password-hint": () =>
    "At least 12 characters, of any kind. A few words that have nothing to do with each other are strong and easy to keep.",
  "web.finish-repeat": () => "Repeat the password",
  "web.finish-repeat-differs": () => "The two passwords are not the same. Please type both again.",
  "web.finish-button": () => "Activate",
  "web.resend-question": () => "No code yet? Look in the spam folder too.",
  "web.resend-button": () => "Send a new code",
  "web.error-count": (p: { count: number }) =>
    p.count === 1 ? "One thing needs another look." : `${p.count} things need another look.`,
  "web.password-again": () => "For your safety the passwords were not kept: please type them again.",
  "web.stale-form": () => "This page was open in two windows or for too long. Please fill it in once more.",
  "web.done-title": () => "You're in",
  "web.done-intro": (p: { organization: string; email: string }) =>
    `Your membership in ${p.organization} is active, for ${p.email}.`,
  "web.done-next": () => "Next: connect your chat",
  "web.done-linked": () =>
    "Your chat account is connected already. You can close this page and type /team in the chat.",
  "web.done-slack": () =>
    "In Slack, type /team. Countersign asks for your work e-mail, sends a code there, and then knows you.",
  "web.done-teams": () =>
    "In Microsoft Teams, open the chat with Countersign and write team. It asks for your work e-mail and sends a code there.",
  "web.done-local": () => "In the try-out chat, choose your name and type /team.",
  "web.done-local-link": () => "Go to the try-out chat",
  "web.done-no-chat": () => "You can close this page.",
  "web.closed-title": () => "This link doesn't open anything",
  "web.closed-intro": () =>
    "It may have been used already, replaced by a newer one, or be too old. Links work once and for a limited time.",
  "web.closed-newest": () => "You have several messages? Open the link in the newest one.",
  "web.closed-done": () => "You activated already? Then all is well: type /team in your chat.",
  "web.closed-ask": () => "Otherwise ask the person who invited you for a new invitation.",
  "web.not-found-title": () => "There is nothing here",
  "web.not-found-intro": () => "The address may be mistyped or old.",
  "web.home-link": () => "To the start page",
  "web.forbidden-title": () => "This didn't come from our page",
  "web.forbidden-intro": () =>
    "The browser says that another site sent this form, so nothing was done. Please open the link in your invitation again.",
  "web.bad-request-title": () => "That could not be read",
  "web.bad-request-intro": () => "The browser sent something this server doesn't understand. Nothing was done.",
  "web.too-large-title": () => "That was too much",
  "web.too-large-intro": () => "The form holds more than this server accepts. Nothing was done.",
  "web.broken-title": () => "Something went wrong",
  "web.broken-intro": () => "It is not your fault. Please try again in a moment.",
  "web.broken-reference": (p: { reference: string }) =>
    `If it happens again, give this reference to whoever runs Countersign: ${p.reference}`,
  "web.busy-title": () => "One moment, please",
  "web.busy": () => "Many people are doing this right now. Please try again in a minute.",

  // password
  "password.too-short": (p: { min: number; length: number }) =>
    `The password needs at least ${p.min} characters; this has ${p.length}.`,
  "password.too-long": (p: { max: number }) => `The password may have at most ${p.max} characters.`,
  "password.common": () => "This password is among the first ones attackers try. Please choose another.",
  "password.holds-email": () => "Please choose a password without your e-mail address in it.",
  "password.holds-organization": () => "Please choose a password without the organization's name in it.",

  // mail
  "mail.code-label": () => "Your code",
  "mail.link-fallback": () => "If the button does not work, open this address:",
  "mail.footer": (p: { organization: string }) =>
    `Sent by Countersign for ${p.organization}. If you did not expect this message, ignore it; nothing happens without you. Nobody at ${p.organization} will ever ask you for a code.`,

  // try-out chat
  "try.product": () => "Countersign",
  "try.title": (p: { place: string; organization: string }) => `${p.place} · ${p.organization} · Countersign try-out`,
  "try.for-organization": (p: { organization: string }) => `${p.organization}\u00a0· try-out chat`,
  "try.you-are": () => "You are",
  "try.unread": (p: { count: number }) => `${p.count} unread`,
  "try.menu": () => "People and conversations",
  "try.skip": () => "Skip to writing",
  "try.chat": () => "Conversations",
  "try.bot": () => "Countersign",
  "try.bot-about": (p: { name: string }) => `Direct messages with ${p.name}`,
  "try.channel": (p: { name: string }) => `#${p.name}`,
  "try.channel-about": () => "Everybody here reads this channel",
  "try.app": () => "App",
  "try.mailbox": () => "Mailbox",
  "try.mail-about": () => "The mail that would have left this computer",
  "try.mail-of": (p: { name: string }) => `${p.name}’s mail`,
  "try.mail-all": () => "Everybody’s mail",
  "try.mail-none": () => "No mail yet",
  "try.mail-none-intro": () => "Codes and activation links arrive here a moment after they are sent.",
  "try.mail-to": (p: { address: string }) => `to ${p.address}`,
  "try.mail-broken": () => "The mailbox can't be read right now. The log says more.",
  "try.copy": () => "Copy",
  "try.copied": () => "Copied",
  "try.new-mail": (p: { address: string }) => `New mail to ${p.address}, with the code`,
  "try.use-code": () => "Fill in",
  "try.only-you": () => "Only visible to you",
  "try.new-tab": () => "(opens in a new tab)",
  "try.empty": (p: { place: string }) => `This is the beginning of ${p.place}`,
  "try.empty-direct": () => "Type /team to see what you can do. A code may be typed here too.",
  "try.empty-channel": () => "Requests that wait for approval appear here. /team works here as well.",
  "try.composer": (p: { place: string; name: string }) => `Message ${p.place} as ${p.name}`,
  "try.placeholder": (p: { place: string }) => `Message ${p.place}, or type /team`,
  "try.send": () => "Send",
  "try.hints": () => "Commands",
  "try.hidden-code": (p: { length: number }) => "•".repeat(p.length),
  "try.close": () => "Close",
  "try.cancel": () => "Cancel",
  "try.optional": () => "optional",
  "try.cannot-show": () => "This message comes from another version of Countersign and can't be shown.",
  "try.local-note": () => "Only on this computer. No mail leaves it.",
  "try.offline": () => "Countersign doesn't answer. Trying again…",
  "try.failed": () => "That did not get through. Is Countersign still running?",
  "try.no-script": () => "The try-out chat needs JavaScript.",
  "try.add-person": () => "Add a person",
  "try.add-intro": () => "Somebody you want to play. Their mail lands in the mailbox here, whatever the address is.",
  "try.person-name": () => "Name",
  "try.add": () => "Add",
  "try.email-taken": () => "Somebody here has this address already.",
  "try.person-limit": (p: { most: number }) => `${p.most} people are enough to try it out.`,
  "try.guide-title": () => "Three minutes",
  "try.guide-intro": () => "From the first administrator to a change that two people have signed.",
  "try.guide-open": () => "Show the guide",
  "try.guide-close": () => "Close the guide",
  "try.guide-progress": (p: { done: number; of: number }) => `${p.done} of ${p.of} done`,
  "try.guide-all-done": () => "That was the whole round. The chat is yours now.",
  "try.guide-activate": (p: { first: string }) =>
    `You are ${p.first}, the first administrator. Open the mailbox, follow the activation link and set a password.`,
  "try.guide-connect": () =>
    "Back in this chat, type /team and connect with your work e-mail. The code is in the mailbox.",
  "try.guide-invite-admin": (p: { second: string }) =>
    `Invite ${p.second} as a second administrator. While you are the only one, your code alone is enough.`,
  "try.guide-second": (p: { second: string }) =>
    `Be ${p.second}: open the activation link in the direct messages; the code is in the mailbox.`,
  "try.guide-invite": (p: { first: string; second: string; third: string }) =>
    `As ${p.first} invite ${p.third} for finance. Then be ${p.second} and approve it.`,
  "try.guide-third": (p: { third: string }) => `Be ${p.third} and activate the membership.`,
  "try.guide-history": () => "Read what was written down, entry by entry.",
  "try.guide-mailbox": (p: { name: string }) => `Open ${p.name}’s mailbox`,
  "try.guide-be": (p: { name: string }) => `Be ${p.name}`,
  "try.unreadable": () => "That could not be read. Please reload the page and try again.",
  "try.too-large": () => "That is more than this chat takes. Nothing was done.",
  "try.not-local": () =>
    "The try-out chat answers only on the computer it runs on. Open it there, at http://localhost.",
  "try.other-site": () => "The browser says that another site sent this, so nothing was done.",
};

export type Texts = typeof en;

type HistoryEntry = {
  kind: string;
  by?: string | null | undefined;
  member?: string | null | undefined;
  request?: string | undefined;
  because?: string | undefined;
  command?: string | undefined;
};

function historyLine({ kind, by, member, request, because, command }: HistoryEntry): string {
  const who = by ?? "Countersign";
  const lines: Record<string, string> = {
    "organization.created": "The organization was set up",
    "request.opened": `${who} asked for request ${request}`,
    "request.verified": `${who} confirmed request ${request} with a code`,
    "request.approval_asked": `Approval of request ${request} was asked for`,
    "request.approved": `${who} approved request ${request}`,
    "request.applied": `Request ${request} was applied${because === "sole_administrator" ? " (sole_administrator)" : ""}`,
    "request.denied": `${who} denied request ${request}`,
    "request.withdrawn": `${who} withdrew request ${request}`,
    "request.expired": `Request ${request} expired`,
    "invitation.created": `${member} was invited`,
    "invitation.renewed": `${member} was sent a new activation link`,
    "invitation.revoked": `The invitation of ${member} was revoked`,
    "invitation.accepted": `${member} accepted the invitation`,
    "invitation.expired": `The invitation of ${member} expired`,
    "member.activated": `${member} became active`,
    "identity.linked": `${member} connected a chat account`,
    "command.refused": `${who} was refused ${command}`,
  };
  return lines[kind] ?? kind;
}

const permissionNames: Record<string, string> = {
  "account:read": "see accounts",
  "transaction:read": "see transactions",
  "transaction:download": "download transactions",
  "settlement:read": "see settlements",
  "settlement:download": "download settlements",
  "company:read": "see company details",
  "developer:access": "use the developer tools",
  "insight:read": "see performance and error reports",
  "member:invite": "invite members",
  "member:edit": "manage members",
  "member:remove": "remove members",
  "role:manage": "manage roles",
  "merchant-account:manage": "manage merchant accounts",
  "request:approve": "approve requests",
  "history:read": "read the history",
  "policy:manage": "manage the policy",
};

function permissionName(permission: string): string {
  return permissionNames[permission] ?? permission;
}

const platformNames: Record<string, string> = { slack: "Slack", teams: "Microsoft Teams", local: "try-out chat" };

function platformName(platform: string): string {
  return platformNames[platform] ?? platform;
}

const listFormat = new Intl.ListFormat("en", { type: "conjunction" });

function list(words: readonly string[]): string {
  return listFormat.format(words);
}

const timeFormat = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });

/** An ISO 8601 time, for people, in UTC because nobody knows where the reader is. */
function time(iso: string): string {
  return `${timeFormat.format(new Date(iso))} UTC`;
}
