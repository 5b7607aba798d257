import { count, time } from "./format.ts";

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
  "request.applying": () => "Approved, and being carried out.",
  "request.stale": () => "What it would have changed is different now, so it can't be applied. Please ask again.",
  "request.more-facts": (p: { more: number }) =>
    `${count(p.more, { one: "more row", other: "more rows" })}: see Details.`,
  "withdraw.title": () => "Withdraw request",
  "withdraw.intro": (p: { title: string }) => `${p.title}. Nobody can approve it any more once it is withdrawn.`,
  "refused.other-accounts": () =>
    "This request reaches merchant accounts on which you can't approve requests. Somebody else has to approve it.",
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
  "review.not-counted": (p: { review: string }) => `${p.review} (no longer counts)`,
  "notice.applied": (p: { number: number; title: string }) =>
    `Your request ${p.number} (${p.title}) was approved and is done.`,
  "notice.denied": (p: { number: number; title: string; approver: string; reason: string }) =>
    `Your request ${p.number} (${p.title}) was denied by ${p.approver}: “${p.reason}”`,
  "notice.expired": (p: { number: number; title: string }) =>
    `Your request ${p.number} (${p.title}) has expired. Ask again if it is still needed.`,
  "mail.fact": (p: { label: string; value: string }) => `${p.label}: ${p.value}`,
  "mail.approval-body": () =>
    "It waits for an approval, and you may give it. Connect your chat account with /team, then see /team requests.",
};
