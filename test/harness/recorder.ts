import type { Database } from "../../src/db/open.ts";

/** Keeps a copy of every row that is ever stored, also of what is deleted or overwritten later: jobs, used codes. */
export async function recordEverything({ sql, session }: Pick<Database, "sql" | "session">) {
  const tables = await sql(`SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS name
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('public', 'pgboss') AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1`);
  const names = tables.map(({ name }) => String(name));
  await session(({ script }) =>
    script(`
      CREATE SCHEMA recorder;
      CREATE TABLE recorder.stored (at bigserial, place text, line text);
      CREATE FUNCTION recorder.keep() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN INSERT INTO recorder.stored (place, line) VALUES (TG_ARGV[0], to_jsonb(NEW)::text); RETURN NULL; END $$;
      ${names.map((name) => `CREATE TRIGGER keep AFTER INSERT OR UPDATE ON ${name} FOR EACH ROW EXECUTE FUNCTION recorder.keep('${name}');`).join("\n")}
      ${names.map((name) => `INSERT INTO recorder.stored (place, line) SELECT '${name}', to_jsonb(t)::text FROM ${name} t;`).join("\n")}
    `),
  );
  return {
    tables: names,
    /** Every row that ever was, with the table it lay in. */
    rows: async () =>
      (await sql("SELECT place, line FROM recorder.stored ORDER BY at")).map(({ place, line }) => ({
        place: String(place),
        line: String(line),
      })),
  };
}
