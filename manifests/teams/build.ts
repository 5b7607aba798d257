// npm run manifest:teams: fills the manifest in from the configuration, checks it and packs it as an app for Teams.
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import Ajv from "ajv-draft-04";
import { z } from "zod";
import { ConfigProblem, readConfig, readEnvironment } from "../../src/config.ts";
import { resourceOf } from "../../src/platforms/teams/tab-token.ts";
import { zip } from "./zip.ts";

const here = new URL("./", import.meta.url);
const PACKAGE = "countersign.zip";
const ICONS = ["color.png", "outline.png"];

const Manifest = z.looseObject({
  manifestVersion: z.string(),
  developer: z.looseObject({}),
  bots: z.array(z.looseObject({})),
  composeExtensions: z.array(z.looseObject({})),
  staticTabs: z.array(z.looseObject({})),
  webApplicationInfo: z.looseObject({}),
});
type Manifest = z.infer<typeof Manifest>;

const Package = z.object({ version: z.string() });

/** The product's own version: Teams offers an update where it is higher than that of the installed app. */
export async function readVersion(): Promise<string> {
  const text = await readFile(new URL("../../package.json", here), "utf8");
  return Package.parse(JSON.parse(text)).version;
}

export async function readManifest(): Promise<Manifest> {
  return Manifest.parse(JSON.parse(await readFile(new URL("manifest.json", here), "utf8")));
}

type Installation = { appId: string; publicUrl: string; version: string };

/** The manifest of one installation: its app, its address, and the version that it runs. */
export function filledIn(manifest: Manifest, { appId, publicUrl, version }: Installation): Manifest {
  const ours = (one: object) => ({ ...one, botId: appId });
  const [websiteUrl, domain] = [publicUrl.replace(/\/$/, ""), new URL(publicUrl).hostname];
  return {
    ...manifest,
    id: appId,
    version,
    developer: { ...manifest.developer, websiteUrl, privacyUrl: websiteUrl, termsOfUseUrl: websiteUrl },
    bots: manifest.bots.map(ours),
    composeExtensions: manifest.composeExtensions.map(ours),
    staticTabs: manifest.staticTabs.map((tab) =>
      "contentUrl" in tab ? { ...tab, contentUrl: `${websiteUrl}/teams/home`, websiteUrl } : tab,
    ),
    webApplicationInfo: { id: appId, resource: resourceOf(publicUrl, appId) },
    validDomains: [domain],
  };
}

/** What Microsoft's schema says against a manifest, in its words. */
export async function problemsOf(manifest: Manifest): Promise<string[]> {
  const library = createRequire(import.meta.url).resolve("@microsoft/app-manifest");
  const schemas = library.slice(0, library.lastIndexOf("/build/") + "/build/".length);
  const path = `${schemas}json-schemas/teams/v${manifest.manifestVersion}/MicrosoftTeams.schema.json`;
  // Its formats and a few of its keywords are Microsoft's own.
  const ajv = new Ajv.default({ strict: false, allErrors: true, validateFormats: false });
  const isGood = ajv.compile(JSON.parse(await readFile(path, "utf8")));
  if (isGood(manifest)) return [];
  return (isGood.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

async function build(): Promise<string> {
  const config = readConfig(readEnvironment());
  if (!config.teams) throw new ConfigProblem("Set TEAMS_APP_ID and its like first (README, Connect Teams).");
  const installation = { appId: config.teams.appId, publicUrl: config.PUBLIC_URL, version: await readVersion() };
  const manifest = filledIn(await readManifest(), installation);
  const problems = await problemsOf(manifest);
  if (new URL(config.PUBLIC_URL).protocol !== "https:") problems.unshift("PUBLIC_URL must be https for Teams");
  if (problems.length > 0) throw new ConfigProblem(`The manifest is not one for Teams:\n  ${problems.join("\n  ")}`);
  const icons = ICONS.map(async (name) => ({ name, bytes: await readFile(new URL(name, here)) }));
  const json = { name: "manifest.json", bytes: Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`) };
  await writeFile(new URL(PACKAGE, here), zip([json, ...(await Promise.all(icons))]));
  return `Written: manifests/teams/${PACKAGE}\nUpload it in Teams: Apps > Manage your apps > Upload an app.\n`;
}

if (import.meta.main) {
  try {
    process.stdout.write(await build());
  } catch (error) {
    if (!(error instanceof ConfigProblem)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
