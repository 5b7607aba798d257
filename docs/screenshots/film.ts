import { writeFile } from "node:fs/promises";
import sharp from "sharp";

/** A picture of the film, and how long it stays. */
export type Frame = { png: Buffer; ms: number };

const MOST_BYTES = 2 * 1024 * 1024;

/** Joins the frames to an animated WebP that begins again at its end. */
export async function writeFilm(frames: Frame[], path: string): Promise<{ bytes: number; seconds: number }> {
  const film = await sharp(
    frames.map(({ png }) => png),
    { join: { animated: true } },
  )
    .webp({ delay: frames.map(({ ms }) => ms), loop: 0, lossless: true, effort: 6, minSize: true })
    .toBuffer();
  if (film.length > MOST_BYTES) throw new Error(tooLarge(film.length, frames.length));
  await writeFile(path, film);
  return { bytes: film.length, seconds: Math.round(frames.reduce((sum, { ms }) => sum + ms, 0) / 1_000) };
}

function tooLarge(bytes: number, frames: number): string {
  const inMb = (size: number) => `${(size / 1024 / 1024).toFixed(1)} MB`;
  return `The picture of the story would have ${inMb(bytes)} (${frames} frames); at most ${inMb(MOST_BYTES)} fit at the top of the README. It was not written: take fewer or smaller frames.`;
}
