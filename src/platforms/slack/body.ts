import { z } from "zod";

// The shapes that Bolt can tell apart without an error. What they hold is read in intents.ts.
const Shape = z.union([
  z.looseObject({ type: z.literal("url_verification"), challenge: z.string().max(1_000) }),
  z.looseObject({ type: z.literal("event_callback"), event: z.looseObject({ type: z.string() }) }),
  z.looseObject({
    type: z.literal("block_actions"),
    actions: z.array(z.looseObject({ action_id: z.string() })).min(1),
  }),
  z.looseObject({ type: z.literal("block_suggestion"), action_id: z.string(), block_id: z.string() }),
  z.looseObject({
    type: z.literal(["view_submission", "view_closed"]),
    view: z.looseObject({ callback_id: z.string() }),
  }),
  z.looseObject({ type: z.undefined().optional(), command: z.string() }),
  // Readable, but nothing that this app asked for: Slack is told that it arrived.
  z.looseObject({
    type: z.string().regex(/^(?!url_verification|event_callback|block_actions|block_suggestion|view_)/),
  }),
  z.looseObject({ type: z.undefined().optional(), ssl_check: z.string() }),
]);

export type Body = Record<string, unknown> & { type?: string | undefined };
export type ParsedBody = { ok: true; body: Body } | { ok: false; status: 400 | 415 };

export function parseBody(contentType: string | undefined, raw: Buffer): ParsedBody {
  const [type = ""] = (contentType ?? "").split(";");
  const parse = PARSERS[type.trim().toLowerCase()];
  if (!parse) return { ok: false, status: 415 };
  try {
    const shape = Shape.safeParse(parse(new TextDecoder("utf-8", { fatal: true }).decode(raw)));
    return shape.success ? { ok: true, body: shape.data } : { ok: false, status: 400 };
  } catch {
    return { ok: false, status: 400 };
  }
}

const PARSERS: Record<string, (sent: string) => unknown> = {
  "application/json": (sent) => JSON.parse(sent),
  "application/x-www-form-urlencoded": (sent) => {
    const form = new URLSearchParams(sent);
    const payload = form.get("payload");
    return payload === null ? Object.fromEntries(form) : JSON.parse(payload);
  },
};
