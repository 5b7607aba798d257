import { once } from "node:events";
import type { Server } from "node:http";
import type { Errors } from "../../src/core/form.ts";
import { createKeys } from "../../src/core/keys.ts";
import type { LogFields } from "../../src/core/log.ts";
import { TRYOUT } from "../../src/core/platform.ts";
import { Refusal } from "../../src/core/refusal.ts";
import type { Text } from "../../src/core/text.ts";
import { text } from "../../src/text/text.ts";
import type { ActivationService, Given } from "../../src/web/activation/service.ts";
import type { ApiService } from "../../src/web/api/service.ts";
import type { DecideService } from "../../src/web/decide/service.ts";
import { createWeb, LIMITS, type Limits, listen, type WebParts } from "../../src/web/server.ts";
import type { SettingsService } from "../../src/web/settings/service.ts";
import { freePort } from "../harness/free-port.ts";

export const TOKEN = "tR8zq1mVx0yJ4cK7bN2wE5uI9oP3aS6dF8gH1jL4kZ0";
export const CODE = "48151623";
export const PASSWORD = "a quiet harbour at dawn";
export const SECRET = "a secret for tests only";

/** An invitation in memory, and what was asked of it. */
function fakeActivation(email = "new.person@example.com") {
  const link = { id: "0b9f1c1e-link", email, ends: null };
  const state = {
    open: true,
    codes: 0,
    tries: 0,
    linked: false,
    busy: false,
    tooManyCodes: false,
    refusal: text("verbatim", { value: "Please wait a minute." }),
    closing: false,
    /** why a closed link is closed, where that is told */
    why: null as Text | null,
    /** what became the password */
    accepted: "",
    name: "",
  };
  const passwordErrors = (password: Given["password"]): Errors =>
    typeof password === "string" && password.length < 12 ? { password: text("password.common") } : {};
  const service: ActivationService = {
    codeLength: 8,
    codeMinutes: 10,
    open: async (token) => (state.open && token === TOKEN ? link : null),
    find: async (id) => (state.open && id === link.id ? link : null),
    whyClosed: async () => state.why,
    async sendCode() {
      if (state.tooManyCodes) throw new Refusal(state.refusal);
      state.codes += 1;
    },
    async checkPassword(_id, password) {
      const errors = passwordErrors(password);
      return { errors, hash: errors.password ? null : `hash of ${password}` };
    },
    async accept(_id, { code, name, password }) {
      if (state.busy) throw new Refusal(text("web.busy"));
      if (state.closing) state.open = false;
      if (!state.open) throw new Refusal(text("verbatim", { value: "It has just closed." }));
      const errors = passwordErrors(password);
      if (errors.password) return { ok: false, errors, hash: null };
      state.tries += 1;
      const hash = typeof password === "string" ? `hash of ${password}` : password.hash;
      if (state.codes === 0 || code !== CODE) return { ok: false, errors: { code: text("code.wrong") }, hash };
      Object.assign(state, { open: false, accepted: hash, name });
      return { ok: true, linked: state.linked, chats: ["slack", TRYOUT] };
    },
  };
  return { service, state };
}

const refused = async () => {
  throw new Refusal(text("web.session-over"));
};

/** Nobody is in, and nobody gets in. */
const NO_SETTINGS: SettingsService = {
  alternate: {
    ...{ hours: 24, find: refused, ask: refused, sendAgain: refused, confirm: refused, remove: refused, stop: refused },
    ...{ open: async () => null, sendByLink: refused, confirmByLink: refused, stopByLink: async () => false },
  },
  ...{ codeLengths: { email: 8, authenticator: 6 }, codeMinutes: 10, resetMinutes: 30, idleMinutes: 15 },
  ...{ find: async () => null, open: async () => null, begin: async () => null, forgotten: async () => undefined },
  ...{ signIn: refused, password: refused, sendCode: refused, prove: refused, resetPassword: refused },
  ...{ changePassword: refused, sessions: refused, endOthers: refused, signOut: refused },
  ...{ recover: refused, authenticator: refused, beginAuthenticator: refused },
  ...{ confirmAuthenticator: refused, removeAuthenticator: refused },
  ...{ areCodesOff: refused, enableCodes: refused },
  ...{ askForPasskey: refused, proveWithPasskey: refused },
  ...{ passkeys: refused, beginPasskey: refused, addPasskey: refused, removePasskey: refused },
  ...{ paymentPassword: refused, setPaymentPassword: refused },
};

/** No link is good here. */
const NO_DECISIONS: DecideService = { find: async () => null, decide: async () => null };

/** No key is good here. */
const NO_API: ApiService = { caller: async () => null, mayCall: async () => null, verifyPayment: async () => false };

type SiteOptions = Partial<WebParts> & { https?: boolean; limits?: Partial<Limits> };

/** The pages on a port of their own. `https` only changes what the server believes its address to be. */
export async function openSite({ https = false, limits, ...parts }: SiteOptions = {}) {
  const port = await freePort();
  const { service, state } = fakeActivation();
  const lines: (LogFields & { message: string })[] = [];
  const write = (fields: LogFields, message: string) => void lines.push({ ...fields, message });
  const origin = `http://127.0.0.1:${port}`;
  const publicUrl = https ? "https://countersign.example.com" : origin;
  const app = createWeb({
    publicUrl,
    organization: "Example Pay",
    keys: createKeys([SECRET]),
    activation: service,
    settings: NO_SETTINGS,
    decide: NO_DECISIONS,
    api: NO_API,
    version: "0.0.0",
    ready: async () => ({ ok: true, details: { database: true } }),
    mounts: [],
    chats: ["slack", TRYOUT],
    log: { info: write, warn: write, error: write },
    production: false,
    now: () => new Date(),
    ...parts,
  });
  const server = listen(app, port, "127.0.0.1", { ...LIMITS, ...limits });
  await once(server, "listening");
  return { origin, publicUrl, port, server, state, lines, close: () => closed(server), ...talk(origin, publicUrl) };
}

/** fetch that follows no redirects and sends what a browser sends with a form of the site's own. */
function talk(origin: string, publicUrl: string) {
  const get = (path: string, headers: Record<string, string> = {}, method = "GET") =>
    fetch(origin + path, { method, headers, redirect: "manual" });
  const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(origin + path, {
      method: "POST",
      body: new URLSearchParams(fields).toString(),
      headers: { "content-type": "application/x-www-form-urlencoded", origin: publicUrl, ...headers },
      redirect: "manual",
    });
  return { get, post };
}

export function csrfIn(page: string): string {
  return /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? "";
}

export function cookieIn(response: Response): string {
  return response.headers.get("set-cookie")?.split(";")[0] ?? "";
}

async function closed(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, "close");
}
