import { env } from "node:process";
import { App, ExpressReceiver, type types } from "@slack/bolt";
import express from "express";

// What the product is compared with: Bolt on Express, and nothing behind it. Started as a process of its own.
const modal: types.ModalView = {
  type: "modal",
  callback_id: "form",
  title: { type: "plain_text", text: "Invite" },
  submit: { type: "plain_text", text: "Continue" },
  blocks: [
    {
      type: "input",
      block_id: "email",
      label: { type: "plain_text", text: "E-mail" },
      element: { type: "email_text_input", action_id: "email" },
    },
  ],
};

const app = express();
const receiver = new ExpressReceiver({
  signingSecret: env.SLACK_SIGNING_SECRET ?? "",
  app,
  endpoints: "/slack/events",
});
const bolt = new App({
  receiver,
  token: env.SLACK_BOT_TOKEN ?? "",
  clientOptions: { slackApiUrl: env.SLACK_API_URL ?? "" },
});
bolt.command(/^/, async ({ ack, body, client }) => {
  await ack();
  await client.views.open({ trigger_id: body.trigger_id, view: modal });
});
bolt.view(/^/, async ({ ack }) => {
  await ack({ response_action: "update", view: modal });
});
app.get("/readyz", (_request, response) => response.json({ ok: true }));
app.listen(Number(env.PORT), "127.0.0.1");
