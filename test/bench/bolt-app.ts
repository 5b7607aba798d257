import { env } from "node:process";
import { App, ExpressReceiver, type types } from "@slack/bolt";
import express from "express";

type Typed = { team: string; user: string; text: string };
type Submitted = { team: string; user: string; email: string; metadata: string };

type Views = {
  form(typed: Typed): types.ModalView;
  /** the view that follows the form */
  next(submitted: Submitted): Promise<types.ModalView>;
};

/** Bolt on Express, and nothing around it. Runs in a process of its own, configured by the environment. */
export function serveBolt({ form, next }: Views): void {
  const app = express();
  const receiver = new ExpressReceiver({
    signingSecret: env.SLACK_SIGNING_SECRET ?? "",
    app,
    endpoints: "/slack/events",
  });
  const clientOptions = { slackApiUrl: env.SLACK_API_URL ?? "" };
  const bolt = new App({ receiver, token: env.SLACK_BOT_TOKEN ?? "", clientOptions });
  bolt.command(/^/, async ({ ack, body, client }) => {
    await ack();
    const typed = { team: body.team_id, user: body.user_id, text: body.text };
    await client.views.open({ trigger_id: body.trigger_id, view: form(typed) });
  });
  bolt.view(/^/, async ({ ack, body, view }) => {
    const email = view.state.values.email?.email?.value ?? "";
    const by = { team: body.team?.id ?? "", user: body.user.id };
    await ack({ response_action: "update", view: await next({ ...by, email, metadata: view.private_metadata }) });
  });
  app.get("/readyz", (_request, response) => response.json({ ok: true }));
  app.listen(Number(env.PORT), "127.0.0.1");
}

/** A modal with one input. */
export function modal(
  input: types.KnownBlock & { type: "input" },
  { title, metadata = "" }: { title: string; metadata?: string },
): types.ModalView {
  return {
    type: "modal",
    callback_id: "form",
    private_metadata: metadata,
    title: { type: "plain_text", text: title },
    submit: { type: "plain_text", text: "Continue" },
    blocks: [input],
  };
}

export function emailInput(value?: string): types.KnownBlock & { type: "input" } {
  return {
    type: "input",
    block_id: "email",
    label: { type: "plain_text", text: "E-mail" },
    element: { type: "email_text_input", action_id: "email", ...(value && { initial_value: value }) },
  };
}
