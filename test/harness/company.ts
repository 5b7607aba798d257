import type { Platform } from "../../src/core/platform.ts";
import type { Kind } from "./matrix.ts";
import { type Person, type Story, startStory } from "./story.ts";

/** A story in which Ada is the first administrator, active and connected. */
export async function withAdministrator(platform: Platform, kind: Kind, environment?: Record<string, string>) {
  const story = await startStory(platform, kind, environment);
  const ada = await story.person("Ada");
  await story.activates(ada.email, await story.mailbox.linkFor(ada.email));
  await connects(story, ada);
  return { story, ada };
}

/** And one in which Grace, an administrator too, can approve what Ada asks for. */
export async function withApprover(platform: Platform, kind: Kind, environment?: Record<string, string>) {
  const { story, ada } = await withAdministrator(platform, kind, environment);
  const grace = await story.person("Grace");
  await invites(ada, grace.email, "Admin");
  await joins(story, grace);
  story.clock.forward({ hours: 25 });
  return { story, ada, grace };
}

/** Connects a chat account, if the link did not do so already. */
export async function connects({ mailbox }: Story, person: Person): Promise<void> {
  const first = await person.types("");
  if (!first.fields.some(({ name }) => name === "email")) return;
  await person.submits({ email: person.email });
  await person.submits({ code: await mailbox.codeFor(person.email) });
}

/** Fills the form for one role on all accounts and types the code. What is seen then is returned. */
export async function invites(
  person: Person,
  email: string,
  role: string,
  values: Record<string, string | string[]> = {},
) {
  await person.types(`invite ${email} ${role}`);
  await person.submits({ access: "All merchant accounts, including new ones", ...values });
  return person.submits({ code: await person.code() });
}

/** Activates through the link in the direct message, which links the chat account too. */
export async function joins(story: Story, person: Person): Promise<string> {
  const message = await person.finds("You are invited");
  return story.activates(person.email, message.links[0]?.url ?? "");
}
