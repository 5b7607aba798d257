import { time } from "./format.ts";

export const history = {
  "history.title": () => "History, newest first",
  "history.entry": (p: HistoryEntry) => historyLine(p),
  "history.detail": (p: { at: string; sequence: number; hash: string }) =>
    `${time(p.at)}, entry ${p.sequence}, ${p.hash}`,
};

type HistoryEntry = {
  kind: string;
  by?: string | null | undefined;
  member?: string | null | undefined;
  request?: string | undefined;
  account?: string | undefined;
  because?: string | undefined;
  command?: string | undefined;
};

function historyLine({ kind, by, member, request, account, because, command }: HistoryEntry): string {
  const who = by ?? "Countersign";
  const lines: Record<string, string> = {
    "organization.created": "The organization was set up",
    "account.created": `The merchant account ${account} was added`,
    "request.opened": `${who} asked for request ${request}`,
    "request.verified": `${who} confirmed request ${request} with a code`,
    "request.approval_asked": `Approval of request ${request} was asked for`,
    "request.approved": `${who} approved request ${request}`,
    "request.applied": `Request ${request} was applied${because === "sole_administrator" ? " with the code of the only administrator" : ""}`,
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
