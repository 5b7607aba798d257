import type { PrismaConfig } from "prisma-cli/config";

// For people who use the prisma command; the program itself opens its database in src/db/open.ts. `prisma generate`
// needs no database, so a missing address is no error here.
const url = process.env.DATABASE_URL;

export default {
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  ...(url ? { datasource: { url } } : {}),
} satisfies PrismaConfig;
