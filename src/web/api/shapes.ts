import { z } from "zod";

/** What no database can hold is no name of a member. */
const isStorable = (value: string) => value.isWellFormed() && !value.includes("\0");

export const verifyBody = z
  .strictObject({
    member: z.string().min(1).max(254).refine(isStorable, "no such characters").meta({
      description: "The e-mail address of the member, in any case, or the member's id.",
      example: "ada@example.com",
    }),
    password: z.string().min(1).max(1_024).meta({
      description: "The payment password as it was typed, in UTF-8.",
      example: "seven grey herons",
    }),
  })
  .meta({ id: "PaymentPassword" });

export const verifyAnswer = z
  .strictObject({
    verified: z.boolean().meta({
      description:
        "True if this is the member's payment password. False if it is not, and also if there is no such member, none is set, it is locked or disabled, or the member is not active: nothing tells these apart.",
    }),
  })
  .meta({ id: "Verified" });

export const problemAnswer = z
  .strictObject({
    type: z.literal("about:blank"),
    title: z.string().meta({ description: "What the status means." }),
    status: z.int().meta({ description: "The HTTP status once more." }),
    detail: z.string().meta({ description: "What is wrong, and what to do." }),
  })
  .meta({ id: "Problem", description: "RFC 9457" });

/** "password: …", for each of what is wrong. What was sent is not in it. */
export function problemsOf({ issues }: z.ZodError): string {
  const lines = issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`);
  return [...new Set(lines)].slice(0, 5).join("; ");
}
