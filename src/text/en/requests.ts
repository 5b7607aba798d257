import { command, count, list, time } from "./format.ts";

export const requests = {
  "field.label.comment": () => "Comment",
  "field.label.deny-reason": () => "Why is it denied?",
  "fact.requester": () => "Asked for by",
  "fact.reason": () => "Reason",
  "fact.digest": () => "Fingerprint",
  "fact.approved-by": () => "Approved by",
  "fact.denied-by": () => "Denied by",
  "refused.own-request": () => "You asked for this yourself; somebody else has to approve it.",
  "refused.own-target": () => "This concerns you; somebody else has to approve it.",
  "refused.reviewed-already": () => "You have already approved this; an approval counts once.",
  "refused.open-requests": (p: { most: number }) =>
    `You already have ${p.most} open requests. Wait for them, or withdraw one with ${command("withdraw")}.`,
  "refused.already-asked": (p: { number: number; subject: string | null }) =>
    `Request ${p.number} asks for the same${p.subject ? ` for ${p.subject}` : ""} and is still open. See ${command("requests")}.`,
  "refused.weak-proof": () =>
    `This touches administrative permissions, and a code by mail is not enough for that here. Set up an authenticator app or a passkey first: ${command("security")}`,
  "refused.nobody-strong": (p: { needed: number; strong: number }) =>
    `This touches administrative permissions, so whoever approves it needs an authenticator app or a passkey. It takes ${count(p.needed, { one: "approval", other: "approvals" })}, and ${p.strong === 0 ? "nobody who may approve it has one" : `only ${p.strong} of those who may approve it have one`}. See who has none: ${command("security who")}`,
  "refused.nobody-could-approve": (p: { needed: number }) =>
    `Nobody could approve this: it needs ${count(p.needed, { one: "other active member", other: "other active members" })} who can approve requests. Ask another administrator to join first.`,
  "refused.no-such-request": () => `There is no such request, or it is not yours to see. See ${command("requests")}.`,
  "refused.stale": () => `This has changed since you saw it. Please open it again: ${command("requests")}`,
  "refused.content-changed": () =>
    "What this request asks for was changed after it was signed, so nothing was applied. Please tell the person who runs Countersign.",
  "refused.requester-lost-right": () =>
    "The person who asked for this is no longer allowed to, so nothing was applied.",
  "refused.approver-could-not-grant": () =>
    "By now this would give more than you may give, so your approval was not counted. Somebody who may give it has to approve it.",
  "refused.unknown-change": (p: { command: string }) =>
    `This request (${p.command}) comes from another version of Countersign and can't be decided here.`,
  "verify.title": () => "Confirm it's you",
  "verify.intro": () => "One step left: type the code, so that we know it's you.",
  "approve.title": () => "Approve request",
  "approve.intro": (p: { title: string }) => `This is exactly what you approve: ${p.title}.`,
  "deny.title": () => "Deny request",
  "deny.intro": (p: { title: string }) => `This is exactly what you deny: ${p.title}.`,
  "request.title": (p: { number: number; title: string }) => `Request ${p.number}: ${p.title}`,
  "request.awaiting_code": () => "Waiting for the requester's code.",
  "request.your-code": (p: { until: string }) =>
    `Waiting for your code, until ${time(p.until)}. Until then nobody is asked to approve it.`,
  "request.waits-for": (p: { missing: number; until: string; people: string[] }) =>
    `Waiting for ${p.missing > 1 ? `${p.missing} approvals, by ` : ""}${people(p)}, until ${time(p.until)}.`,
  "request.was-asked": (p: { missing: number; people: string[]; how: "code" | "passkey" }) =>
    p.missing > 1
      ? `Confirmed with your ${p.how}. It needs ${p.missing} approvals, and was sent to ${list(p.people)}.`
      : `Confirmed with your ${p.how}, and sent for approval to ${people(p)}.`,
  "request.see-message": () => "What becomes of it is shown in its message, in your chat with Countersign.",
  "request.is-confirmed": () => "It is confirmed and was sent for approval.",
  "request.approval-counts": () => "Your approval counts. It takes more than one.",
  "request.you-approved": () => "You have approved it.",
  "request.brought": (p: { number: number }) =>
    `Request ${p.number} is now the newest message in your chat with Countersign.`,
  "request.moved": () => "You have this further down in this chat, as it is now.",
  "request.page": (p: { page: number; of: number }) => `Page ${p.page} of ${p.of}.`,
  "request.awaiting_approval": (p: { missing: number; until: string }) =>
    `Waiting for ${count(p.missing, { one: "approval", other: "approvals" })}, until ${time(p.until)}.`,
  "request.applied": () => "Approved and done.",
  "request.applied-alone": () => "Done with the code of the only administrator, without a second person.",
  "request.applied-at-once": () => "Done at once, with the requester's code alone.",
  "request.denied": () => "Denied. Nothing was changed.",
  "request.applying": () => "Decided. It is being carried out now.",
  "request.stale": () => "What it would have changed is different now, so it can't be applied. Please ask again.",
  "request.more-facts": (p: { more: number }) =>
    `${count(p.more, { one: "more row", other: "more rows" })}: see Details.`,
  "withdraw.title": () => "Withdraw request",
  "withdraw.intro": (p: { title: string }) => `${p.title}. Once it is withdrawn, nobody can approve it any more.`,
  "refused.other-accounts": () =>
    "This request is also about merchant accounts on which you can't approve requests. Somebody else has to approve it.",
  "request.withdrawn": () => "Withdrawn by the requester. Nothing was changed.",
  "request.requester-left": () =>
    "Withdrawn, because the person who asked for it is not active any more. Nothing was changed.",
  "request.expired": () => "Expired before it was approved. Nothing was changed.",
  "request.why-you": () => "You see this because you can approve requests and did not ask for this one yourself.",
  "request.why-channel": () =>
    "You see this here because this is the channel for approvals. The person who asked for it can't approve it.",
  "request.mine.code": () => "You asked for it. Your code is still missing.",
  "request.mine.approval": () => "You asked for it. It is waiting for approval.",
  "request.waits-for-you": (p: { requester: string }) => `Asked for by ${p.requester}. You can approve it.`,
  "request.list.title": () => "Open requests",
  "request.list.none": () => "Nothing is open: you have no request of your own, and none to approve.",
  "request.list.more": (p: { shown: number }) =>
    `The ${p.shown} oldest are shown; more will follow when these are done.`,
  "review.with-comment": (p: { approver: string; comment: string }) => `${p.approver}: “${p.comment}”`,
  "notice.applied.title": (p: { number: number }) => `Request ${p.number} was approved`,
  "review.not-counted": (p: { review: string }) => `${p.review} (no longer counts)`,
  "notice.applied": (p: { number: number; title: string }) =>
    `Your request ${p.number} (${p.title}) was approved and is done.`,
  "notice.denied.title": (p: { number: number }) => `Request ${p.number} was denied`,
  "notice.denied": (p: { number: number; title: string; approver: string; reason: string }) =>
    `Your request ${p.number} (${p.title}) was denied by ${p.approver}: “${p.reason}”`,
  "notice.stale.title": (p: { number: number }) => `Request ${p.number} is out of date`,
  "notice.stale": (p: { number: number; title: string }) =>
    `Your request ${p.number} (${p.title}) was not applied: what it would have changed is different now. See its message, and ask again if it is still needed.`,
  "notice.expired.title": (p: { number: number }) => `Request ${p.number} has expired`,
  "notice.expired": (p: { number: number; title: string }) =>
    `Your request ${p.number} (${p.title}) has expired. Ask again if it is still needed.`,
  "code.what.request.verify": (p: { number: number; title: string }) => `confirm your request ${p.number}: ${p.title}`,
  "code.what.request.approve": (p: { number: number; title: string }) => `approve request ${p.number}: ${p.title}`,
  "code.what.request.deny": (p: { number: number; title: string }) => `deny request ${p.number}: ${p.title}`,
  "mail.approval-until": (p: { until: string }) => `It can be approved until ${time(p.until)}.`,
  "mail.approval-link": () => "Approve or deny with a passkey",
  "mail.approval-page": () =>
    "This request is waiting for approval, and you can approve it: with your passkey, on a page that shows it once more.",
  "mail.approval-body": () =>
    `This request is waiting for approval, and you can approve it. Connect your chat account with ${command("")}, then see ${command("requests")}.`,
};

/** "a@x", "a@x or b@x", "a@x or one of 4 others" */
function people({ people: all }: { people: string[] }): string {
  const [first = "somebody who can approve requests", ...others] = all;
  if (others.length === 0) return first;
  return others.length === 1 ? `${first} or ${others[0]}` : `${first} or one of ${others.length} others`;
}
