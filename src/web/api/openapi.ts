import { createDocument, type ZodOpenApiResponsesObject } from "zod-openapi";
import { problemAnswer, verifyAnswer, verifyBody } from "./shapes.ts";

const wait = {
  "Retry-After": { required: true, schema: { type: "integer" as const, minimum: 1 }, description: "seconds" },
};
const challenge = { "WWW-Authenticate": { required: true, schema: { type: "string" as const } } };

const problem = (description: string, headers: typeof wait | typeof challenge | undefined = undefined) => ({
  description,
  content: { "application/problem+json": { schema: problemAnswer } },
  ...(headers && { headers }),
});

const verified: ZodOpenApiResponsesObject = {
  "200": { description: "Compared.", content: { "application/json": { schema: verifyAnswer } } },
  "400": problem("The body is not what is described here."),
  "401": problem("The API key is missing, unknown, expired or revoked.", challenge),
  "403": problem("The API key has not this scope."),
  "413": problem("The body is larger than 64 KiB."),
  "415": problem("The body is not JSON."),
  "429": problem("Too many calls with this key, or about this member.", wait),
  "500": problem("A fault of the server; nothing was answered."),
  "503": problem("The server can't answer now. Ask again.", wait),
};

/** The description of the API (OpenAPI 3.1), from the shapes that it is checked with. */
export function openApi({ publicUrl, version }: { publicUrl: string; version: string }) {
  return createDocument({
    openapi: "3.1.0",
    info: {
      title: "Countersign",
      version,
      description: "For systems of the company. Keys are made with `countersign api-key add`.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: publicUrl }],
    security: [{ key: [] }],
    components: {
      securitySchemes: { key: { type: "http", scheme: "bearer", description: "An API key, `csk_…`." } },
    },
    paths: {
      "/api/v1/payment-password/verify": {
        post: {
          operationId: "verifyPaymentPassword",
          summary: "Is this the member's payment password?",
          description:
            "Needs the scope `payment-password:verify`. 5 wrong ones in a row lock it for 30 minutes; after 50 it is disabled until the member sets another one.",
          requestBody: { required: true, content: { "application/json": { schema: verifyBody } } },
          responses: verified,
        },
      },
    },
  });
}
