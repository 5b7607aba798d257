import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** Stands between the program and PostgreSQL, so that a test can take the database away and bring it back. */
export type DatabaseProxy = {
  /** The same address, through the proxy. */
  url: string;
  /** Refuses new connections and ends the existing ones. */
  down(): Promise<void>;
  /** Answers nobody any more, without ending anything: the server has vanished from the network. */
  freeze(): void;
  up(): Promise<void>;
  close(): Promise<void>;
};

export async function startProxy(databaseUrl: string): Promise<DatabaseProxy> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let frozen = false;
  let server = create();
  const listen = async (port: number) => {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;

  function create(): Server {
    return createServer((client) => {
      const upstream = connect(Number(target.port || 5432), target.hostname);
      for (const [from, to] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        sockets.add(from);
        from.on("data", (chunk) => frozen || to.write(chunk));
        from.on("error", () => undefined);
        from.on("close", () => {
          sockets.delete(from);
          to.destroy();
        });
      }
    });
  }

  const down = async () => {
    for (const socket of sockets) socket.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  const through = new URL(databaseUrl);
  through.hostname = "127.0.0.1";
  through.port = String(port);
  return {
    url: through.href,
    down,
    freeze: () => {
      frozen = true;
    },
    up: async () => {
      if (frozen) await down();
      frozen = false;
      server = create();
      await listen(port);
    },
    close: down,
  };
}
