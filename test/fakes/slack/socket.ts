import { createHash, randomUUID } from "node:crypto";
import type { Server } from "node:http";
import type { Duplex } from "node:stream";

/** Slack's end of Socket Mode, as much of RFC 6455 as it takes: https://docs.slack.dev/apis/events-api/using-socket-mode */
export type FakeSocket = {
  /** Sends an envelope and resolves with what the app acknowledged it with. */
  send(type: string, payload: unknown, envelopeId?: string): Promise<unknown>;
  isOpen(): boolean;
  close(): void;
};

export function acceptSockets(server: Server): FakeSocket {
  let open: Duplex | undefined;
  const waiting = new Map<string, (payload: unknown) => void>();

  server.on("upgrade", (request, socket) => {
    const accept = createHash("sha1").update(
      `${request.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`,
    );
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept.digest("base64")}\r\n\r\n`,
    );
    open = socket;
    socket.on("error", () => {});
    socket.on("close", () => {
      if (open === socket) open = undefined;
    });
    let kept = Buffer.alloc(0);
    socket.on("data", (data) => {
      kept = Buffer.concat([kept, data]);
      for (let read = frame(kept); read; read = frame(kept)) {
        kept = kept.subarray(read.length);
        if (read.opcode === 8) return void socket.end(encode(read.data, 8));
        if (read.opcode === 9) socket.write(encode(read.data, 10));
        if (read.opcode !== 1) continue;
        const { envelope_id, payload } = JSON.parse(read.data.toString());
        waiting.get(envelope_id)?.(payload);
      }
    });
    socket.write(encode(Buffer.from(JSON.stringify({ type: "hello", num_connections: 1 })), 1));
  });

  return {
    send(type, payload, envelopeId = randomUUID()) {
      const envelope = { envelope_id: envelopeId, type, payload, accepts_response_payload: true };
      return new Promise((resolve) => {
        waiting.set(envelopeId, resolve);
        open?.write(encode(Buffer.from(JSON.stringify(envelope)), 1));
      });
    },
    isOpen: () => open !== undefined,
    close: () => open?.destroy(),
  };
}

function encode(data: Buffer, opcode: number): Buffer {
  const head =
    data.length < 126
      ? Buffer.from([0x80 | opcode, data.length])
      : Buffer.from([0x80 | opcode, 126, data.length >> 8, data.length & 255]);
  return Buffer.concat([head, data]);
}

function frame(kept: Buffer): { opcode: number; data: Buffer; length: number } | undefined {
  if (kept.length < 6) return undefined;
  const short = kept.readUInt8(1) & 127;
  const [size, start] =
    short < 126 ? [short, 2] : short === 126 ? [kept.readUInt16BE(2), 4] : [Number(kept.readBigUInt64BE(2)), 10];
  if (kept.length < start + 4 + size) return undefined;
  const mask = kept.subarray(start, start + 4);
  const data = Buffer.from(kept.subarray(start + 4, start + 4 + size).map((byte, at) => byte ^ mask.readUInt8(at % 4)));
  return { opcode: kept.readUInt8(0) & 15, data, length: start + 4 + size };
}
