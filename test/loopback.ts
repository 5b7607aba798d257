// Loaded before every test file: nothing but this computer can be reached, whatever a test or the product tries. It
// is at the socket, below http, fetch, mail, PostgreSQL and web sockets. nock refuses too, but takes every socket
// for HTTP while it is on, also those that must not be: only tests that need its answers switch it on.
import { setServers } from "node:dns";
import { Socket } from "node:net";

/** Hosts that a test answers for with nock, which opens a socket too, though one that leads nowhere. */
export const pretended = new Set<string>();

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i;

const connect = Socket.prototype.connect;
const guarded = function (this: Socket, ...args: unknown[]) {
  const host = hostOf(args);
  if (host === undefined || LOOPBACK.test(host) || pretended.has(host)) return Reflect.apply(connect, this, args);
  const refused = Object.assign(new Error(`tests may not connect to ${host}`), { code: "ENETUNREACH" });
  const lookup = (_name: string, _options: unknown, found: (error: Error) => void) => process.nextTick(found, refused);
  // As if the name could not be found: the error is the usual one.
  return Reflect.apply(connect, this, [{ host: "elsewhere.invalid", port: 1, lookup }]);
} as typeof connect;
// Once for each process, however many test files it runs.
if (!("guarded" in connect)) Socket.prototype.connect = Object.assign(guarded, { guarded: true });

// The mail library asks a name server by itself.
setServers(["127.0.0.1:9"]);

// net.connect hands its arguments on as one array: [options, callback].
function hostOf([first, second]: unknown[]): string | undefined {
  if (Array.isArray(first)) return hostOf(first);
  if (typeof first !== "object" || first === null) return typeof second === "string" ? second : undefined;
  return "host" in first && typeof first.host === "string" ? first.host : undefined;
}
