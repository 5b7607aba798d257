import { emailInput, modal, serveBolt } from "./bolt-app.ts";

// What forms are compared with: Bolt on Express, and nothing behind it.
const form = modal(emailInput(), { title: "Invite" });

serveBolt({ form: () => form, next: async () => form });
