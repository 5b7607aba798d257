import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Reply } from "../../src/core/conversation.ts";
import type { Ref, Values } from "../../src/core/ref.ts";
import { Refusal } from "../../src/core/refusal.ts";
import type { Task } from "../../src/core/task.ts";
import { inTransaction, type Tx } from "../../src/db/transaction.ts";
import { findSpeaker } from "../../src/domain/access/actor-store.ts";
import { type Change, type Changes, type Context, guarded, type Outcome, type Step } from "../../src/domain/command.ts";
import { prepareApprovals } from "../../src/domain/requests/ask-approvers.ts";
import { verifyRequest } from "../../src/domain/requests/commands.ts";
import { listRequests } from "../../src/domain/requests/list.ts";
import { openRequest } from "../../src/domain/requests/open.ts";
import { approveRequest, denyRequest } from "../../src/domain/requests/review.ts";
import { stepUp } from "../../src/pipeline/step-up.ts";
import { verbatim } from "../../src/text/text.ts";
import type { Company, Member } from "./setup.ts";

type Note = { memberId: string; about: string };

/** A change that concerns a member and takes something away, which no command of the product does yet. */
const note: Change<Note> = {
  name: "test.note",
  needs: "member:edit",
  input: z.strictObject({ memberId: z.uuid(), about: z.string() }),
  fields: [],
  form: () => ({ form: { title: verbatim("Note"), fields: [], submit: verbatim("Note") } }),
  parse: ({ values }) => ({ memberId: String(values.memberId), about: String(values.about) }),
  title: () => verbatim("A note about somebody"),
  subjects: (_, { memberId }) => [memberId],
  targets: (_, { memberId }) => [memberId],
  scope: () => "all",
  facts: (_, { about }) => [{ label: verbatim("About"), value: verbatim(about) }],
  takesAway: true,
  check: () => undefined,
  apply: () => ({ events: [], writes: [] }),
};

const change = guarded(note);
const changes: Changes = new Map([[note.name, change]]);
const [verify, approve, deny] = [verifyRequest(changes), approveRequest(changes), denyRequest(changes)];

type Given = { ref?: Ref; values?: Values };

/** The same that `handle` does with a command, for a catalogue in which there is only this change. */
export function ownCatalogue(company: Company) {
  const { db, services, record } = company;

  async function runs(who: Member, act: (context: Context) => Promise<Outcome>, { ref, values = {} }: Given) {
    return inTransaction(db, async (tx): Promise<Reply> => {
      const speaker = await findSpeaker(tx, who.account, services.clock());
      if (!speaker?.actor) throw new Error("nobody speaks");
      const { organization, actor, factor, now } = speaker;
      const { publicUrl } = services;
      const call = {
        tx,
        organization,
        actor,
        publicUrl,
        factor,
        now,
        account: who.account,
        values,
        ref,
        key: randomUUID(),
      };
      const { reply, ...done } = await act({ ...call, locale: "en", proof: null, reshow: false, pageFor: () => null });
      const doer = { by: actor.id, via: who.account };
      await record(tx, { organizationId: organization.id, doer, ...done, now });
      return reply;
    }).catch((error): Reply => {
      if (error instanceof Refusal) return { kind: "text", text: error.text };
      throw error;
    });
  }

  /** Types the newest code for that, as mailed; some code where none was sent. */
  async function submits(who: Member, step: Step, ref: Ref): Promise<Reply> {
    return submitsWith(who, step, ref, (await company.code(step.name, ref.id, `member:${who.id}`)) ?? "12345678");
  }

  async function submitsWith(who: Member, step: Step, ref: Ref, code: string): Promise<Reply> {
    const values = { code, comment: "Looked at it" };
    const said = { by: who.account, key: randomUUID(), locale: "en", command: step.name, ref, values } as const;
    const proof = await stepUp(services, { kind: "submitted", ...said });
    return runs(who, (context) => step.submit({ ...context, proof }), { ref, values });
  }

  async function notes(who: Member, about: Member): Promise<Reply> {
    const values = { memberId: about.id, about: "Late again" };
    return runs(who, (context) => openRequest(context, change), { values });
  }

  const asked = (context: Parameters<typeof prepareApprovals>[0], requestId: string) =>
    prepareApprovals(context, { requestId });

  return {
    notes,
    confirms: (who: Member, ref: Ref) => submits(who, verify, ref),
    opensApproval: (who: Member, ref: Ref) => runs(who, approve.open, { ref }),
    approves: (who: Member, ref: Ref) => submits(who, approve, ref),
    opensDenial: (who: Member, ref: Ref) => runs(who, deny.open, { ref }),
    denies: (who: Member, ref: Ref) => submits(who, deny, ref),
    deniesWith: (who: Member, ref: Ref, code: string) => submitsWith(who, deny, ref, code),
    lists: (who: Member) => runs(who, async (context) => listRequests(changes).run(context), {}),
    /** Whom the worker asks to approve it. */
    plans: (requestId: string, more: { platforms: ("slack" | "teams")[] }): Promise<Task<Tx>> =>
      inTransaction(db, (tx) => asked({ ...company.jobContext(tx), ...more, changes }, requestId)),
  };
}
