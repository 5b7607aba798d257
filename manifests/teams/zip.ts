import { crc32 } from "node:zlib";

export type File = { name: string; bytes: Buffer };

const VERSION = 20;
// 1 January 1980, the first day a ZIP file knows: the same files make the same bytes.
const DAY_ONE = 0x21;

/** Files in a ZIP archive, not compressed: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */
export function zip(files: readonly File[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes } of files) {
    const path = Buffer.from(name);
    const [checksum, size] = [crc32(bytes), bytes.length];
    const about = [VERSION, 0, 0, 0, DAY_ONE]
      .map(u16)
      .concat([checksum, size, size].map(u32), u16(path.length), u16(0));
    const local = [u32(0x04034b50), ...about, path, bytes];
    const attributes = [u16(0), u16(0), u16(0), u32(0), u32(offset)];
    directory.push(u32(0x02014b50), u16(VERSION), ...about, ...attributes, path);
    parts.push(...local);
    offset += Buffer.concat(local).length;
  }
  const listed = Buffer.concat(directory);
  const count = u16(files.length);
  const end = [u32(0x06054b50), u16(0), u16(0), count, count, u32(listed.length), u32(offset), u16(0)];
  return Buffer.concat([...parts, listed, ...end]);
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
