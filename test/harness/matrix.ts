import { type Platform, platforms, TRYOUT } from "../../src/core/platform.ts";

export type Kind = "embedded" | "postgresql";

/** What is tested where. */
export type Matrix = {
  /** stories of people, which run the whole product */
  stories: { platform: Platform; kind: Kind }[];
  /** the whole product, where it is the same on every platform */
  products: { kind: Kind }[];
  /** what is about the database itself, and what must not work */
  databases: { kind: Kind }[];
};

const NAMES: Record<Platform | Kind, string> = {
  ...{ local: "the try-out chat", slack: "Slack", teams: "Teams" },
  ...{ embedded: "the embedded database", postgresql: "PostgreSQL" },
};

/**
 * TEST_MATRIX=full runs everything with both databases, and every story on every platform with both. Otherwise each story
 * runs on every platform with PostgreSQL, and once with the embedded database. Without PostgreSQL, everything runs with
 * the embedded one.
 */
export function matrixFor({
  hasPostgresql,
  wanted = "short",
}: {
  hasPostgresql: boolean;
  wanted?: string | undefined;
}): Matrix {
  if (wanted !== "short" && wanted !== "full") throw new Error(`TEST_MATRIX is "full" or "short", not "${wanted}".`);
  if (!hasPostgresql && wanted === "full")
    throw new Error("TEST_MATRIX=full needs PostgreSQL: start one on 127.0.0.1:5432, or set TEST_DATABASE_URL.");
  const kinds: Kind[] = hasPostgresql ? ["embedded", "postgresql"] : ["embedded"];
  const databases = kinds.map((kind) => ({ kind }));
  const all = platforms.flatMap((platform) => databases.map(({ kind }) => ({ platform, kind })));
  if (!hasPostgresql || wanted === "full") return { stories: all, products: databases, databases };
  const stories = all.filter(({ platform, kind }) => kind === "postgresql" || platform === TRYOUT);
  return { stories, products: [{ kind: "postgresql" }], databases };
}

/** The same in words, a line for each database. */
export function inWords({ stories, databases }: Matrix): string[] {
  const lines = databases.map(({ kind }) => {
    const on = stories.filter((story) => story.kind === kind).map(({ platform }) => NAMES[platform]);
    return `On ${NAMES[kind]}: stories in ${on.join(", ")}; storage and abuse.`;
  });
  if (databases.some(({ kind }) => kind === "postgresql")) return lines;
  return [...lines, "There is no PostgreSQL (set TEST_DATABASE_URL): only the embedded database is tested."];
}
