// Loaded into the playground and the product with --import: both listen on every interface otherwise.
import { Server } from "node:net";

const listen = Server.prototype.listen;
Server.prototype.listen = function (this: Server, ...args: unknown[]) {
  const [where, host, ...rest] = args;
  if (typeof where === "number")
    return Reflect.apply(listen, this, [where, "127.0.0.1", ...(typeof host === "string" ? rest : args.slice(1))]);
  const isPort = typeof where === "object" && where !== null && "port" in where;
  return Reflect.apply(listen, this, isPort ? [{ ...where, host: "127.0.0.1" }, ...args.slice(1)] : args);
} as typeof listen;
