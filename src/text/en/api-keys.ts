import { list, time } from "./format.ts";

type KeyLine = { id: string; name: string; scopes: readonly string[]; at: string; ends: string; use: string };

export const apiKeys = {
  "api-key.added": (p: { name: string; until: string }) =>
    `The API key ${p.name} is good until ${time(p.until)}. It is shown this once: put it where your system keeps its secrets.`,
  "api-key.shown-once": (p: { key: string }) => p.key,
  "api-key.none": () => "There is no API key yet. Add one with: countersign api-key add",
  "api-key.line": (p: KeyLine) => `${p.id} ${p.name}: ${list(p.scopes)}; added ${time(p.at)}; ${p.ends}; ${p.use}`,
  "api-key.ends": (p: { at: string }) => `expires ${time(p.at)}`,
  "api-key.expired": (p: { at: string }) => `expired ${time(p.at)}`,
  "api-key.was-revoked": (p: { at: string }) => `revoked ${time(p.at)}`,
  "api-key.used": (p: { at: string }) => `last used ${time(p.at)}`,
  "api-key.never-used": () => "never used",
  "api-key.revoked": (p: { name: string }) => `The API key ${p.name} is revoked. Nothing gets in with it any more.`,
  "api-key.bad-name": () =>
    "A name has up to 64 letters, digits, dots, hyphens and underscores, and begins with a letter or a digit.",
  "api-key.bad-days": (p: { most: number }) => `A key can be good for 1 to ${p.most} days.`,
  "api-key.bad-scope": (p: { scopes: readonly string[] }) => `Say with --scope what the key is for: ${list(p.scopes)}.`,
  "api-key.taken": (p: { name: string }) =>
    `There is an API key with the name ${p.name} already. Choose another name, or revoke that one first.`,
  "api-key.unknown": (p: { which: string }) =>
    `No API key that works is called ${p.which}. See them all with: countersign api-key list`,
  "api.no-key": () =>
    "Send an API key in the header Authorization, as a Bearer token. This one is missing, unknown, expired or revoked.",
  "api.no-scope": (p: { scope: string }) => `This API key has not the scope ${p.scope}. Add a key that has it.`,
  "api.bad-body": (p: { problems: string }) => `The body can't be used. ${p.problems}`,
  "api.not-json": () => "Send a JSON object, with the header Content-Type: application/json, in UTF-8.",
  "api.too-large": (p: { bytes: number }) => `A body may have at most ${p.bytes} bytes.`,
  "api.not-found": () => "There is nothing at this address. See /api/v1/openapi.json for what there is.",
  "api.wrong-method": (p: { method: string }) => `Only ${p.method} is answered here.`,
  "api.key-limit": () => "This API key was used too often. Wait as long as the header Retry-After says.",
  "api.member-limit": () =>
    "This member was asked about too often. Wait as long as the header Retry-After says, in seconds.",
  "api.busy": () => "Too much is going on at the moment. Try again after as many seconds as Retry-After says.",
  "api.broken": (p: { reference: string }) =>
    `Something went wrong here, and nothing was answered. The operator finds it in the log under ${p.reference}.`,
};
