import { afterEach, beforeEach, expect, it } from "vitest";
import { type SlackApp, startSlackApp } from "./setup.ts";

let on: SlackApp;
beforeEach(async () => {
  on = await startSlackApp();
});
afterEach(async () => on.close());

// https://docs.slack.dev/reference/events/user_change
const changes = (user: Record<string, unknown>) =>
  on.fake.send(
    on.fake.signed.event({
      ...{
        type: "event_callback",
        team_id: on.fake.team,
        api_app_id: "A0APP",
        event_id: `Ev${JSON.stringify(user).length}`,
      },
      event: { type: "user_change", user },
    }),
  );

it("hears of somebody who was deactivated, and of somebody who is back", async () => {
  await changes({ id: "U1", team_id: on.fake.team, deleted: true });
  await changes({ id: "U1", team_id: on.fake.team, deleted: false, profile: {} });
  await expect
    .poll(() => on.left)
    .toEqual([
      ["U1", true],
      ["U1", false],
    ]);
});

it("takes nothing but a plain yes for a deactivation", async () => {
  await changes({ id: "U1", deleted: "true" });
  await changes({ id: "U2" });
  await expect
    .poll(() => on.left)
    .toEqual([
      ["U1", false],
      ["U2", false],
    ]);
});
