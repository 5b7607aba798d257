import { randomUUID } from "node:crypto";
import { env } from "node:process";
import type { types } from "@slack/bolt";
import { emailInput, modal, serveBolt } from "./bolt-app.ts";
import { prepareSubmit } from "./floor-submit.ts";
import { openPlain } from "./sql.ts";

// What submits are compared with: Bolt on Express, and by hand the rows that the product writes for the invite form.
const place = { dataDir: env.DATA_DIR ?? "", ...(env.DATABASE_URL && { databaseUrl: env.DATABASE_URL }) };
const submit = await prepareSubmit(await openPlain(place));

const code: types.KnownBlock & { type: "input" } = {
  type: "input",
  block_id: "code",
  label: { type: "plain_text", text: "Code" },
  element: { type: "plain_text_input", action_id: "code", max_length: 9 },
};

serveBolt({
  form: ({ text }) => modal(emailInput(text.split(" ")[1]), { title: "Invite", metadata: randomUUID() }),
  async next({ team, user, email, metadata: key }) {
    const ref = await submit({ team, user, email, key });
    const metadata = JSON.stringify({ command: "request.verify", ref, key });
    return modal(code, { title: "Enter the code", metadata });
  },
});
