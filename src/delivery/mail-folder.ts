import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { say } from "../text/translate.ts";
import { type Mailer, requireOneAddress } from "./email.ts";
import { letter } from "./email-template.ts";
import { LOGO } from "./logo.ts";

const storedMail = z.object({
  to: z.string(),
  at: z.string(),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  /** what `html` names as cid:…, by that name, as data: addresses */
  images: z.record(z.string(), z.string()).exactOptional(),
  code: z.string().exactOptional(),
  link: z.object({ label: z.string(), url: z.string() }).exactOptional(),
  attachments: z.array(z.object({ name: z.string(), type: z.string(), content: z.string() })).exactOptional(),
});

/** A mail as it lies in the folder, with the name of its file as id; `at` is ISO 8601, UTC. */
export type StoredMail = z.infer<typeof storedMail> & { id: string };

const FILE = /^\d{4}-\d\d-\d\dT[\d-]+Z-\d{9}-[0-9a-f-]{36}\.json$/;

/** Writes one JSON file for each mail instead of sending it; only this system user can read them. */
export function folderMailer(dir: string, now: () => Date = () => new Date()): Mailer {
  let count = 0;
  return {
    async send(mail) {
      const at = now().toISOString();
      const to = requireOneAddress(mail.to);
      const link = mail.link && { label: say(mail.link.label, mail.reader), url: mail.link.url };
      const content: z.infer<typeof storedMail> = {
        to,
        at,
        ...letter(mail),
        images: { [LOGO.cid]: `data:${LOGO.type};base64,${LOGO.content.toString("base64")}` },
        ...(mail.code && { code: mail.code }),
        ...(link && { link }),
        ...(mail.attachments && { attachments: mail.attachments }),
      };
      count += 1;
      const name = `${at.replace(/[:.]/g, "-")}-${String(count).padStart(9, "0")}-${randomUUID()}.json`;
      await mkdir(dir, { recursive: true, mode: 0o700 });
      // Under another name until it is whole: a reader never meets half a mail.
      await writeFile(join(dir, `${name}.part`), JSON.stringify(content, null, 2), { mode: 0o600, flag: "wx" });
      await rename(join(dir, `${name}.part`), join(dir, name));
    },
    requireUsable: () => requireUsable(dir),
    close: () => undefined,
  };
}

/** The mails that folderMailer wrote, newest first, at most `limit`; none if the folder isn't there yet. */
export async function readFolder(dir: string, limit = 100): Promise<StoredMail[]> {
  const names = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const newest = names
    .filter((name) => FILE.test(name))
    .sort()
    .reverse()
    .slice(0, limit);
  return Promise.all(newest.map((name) => readStored(dir, name)));
}

async function readStored(dir: string, name: string): Promise<StoredMail> {
  const mail = storedMail.parse(JSON.parse(await readFile(join(dir, name), "utf8")));
  return { id: name.slice(0, -".json".length), ...mail };
}

// As large as a mail: on a full disk an empty file may still find its place.
const SAMPLE = "x".repeat(32_768);

async function requireUsable(dir: string): Promise<void> {
  const sample = join(dir, "sample.part");
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await writeFile(sample, SAMPLE, { mode: 0o600 });
    await readdir(dir);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "unknown";
    throw new Error(
      `Mail is put into the folder ${dir}, which can't be written to and read (${code}). Give this user the right to do both, or make room on the disk; if something else has that name, move it away. With SMTP_URL set, mail is sent instead.`,
      { cause: error },
    );
  } finally {
    await rm(sample, { force: true }).catch(() => undefined);
  }
}
