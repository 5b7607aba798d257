-- CreateTable
CREATE TABLE "member_import" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "file" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "summary" JSONB NOT NULL,
    "done" INTEGER NOT NULL DEFAULT 0,
    "skipped" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "member_import_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "import_row" (
    "organization_id" UUID NOT NULL,
    "import_id" UUID NOT NULL,
    "line" INTEGER NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "verdict" TEXT NOT NULL,
    "gives" JSONB NOT NULL,
    "until" TIMESTAMPTZ(3),
    "until_zone" TEXT,
    "reason" JSONB,
    "state" TEXT NOT NULL,

    CONSTRAINT "import_row_pkey" PRIMARY KEY ("organization_id","import_id","line")
);

-- CreateIndex
CREATE INDEX "member_import_organization_id_member_id_idx" ON "member_import"("organization_id", "member_id");

-- CreateIndex
CREATE INDEX "member_import_organization_id_state_created_at_idx" ON "member_import"("organization_id", "state", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "member_import_organization_id_id_key" ON "member_import"("organization_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "member_import_organization_id_key_key" ON "member_import"("organization_id", "key");

-- AddForeignKey
ALTER TABLE "member_import" ADD CONSTRAINT "member_import_organization_id_member_id_fkey" FOREIGN KEY ("organization_id", "member_id") REFERENCES "member"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_row" ADD CONSTRAINT "import_row_organization_id_import_id_fkey" FOREIGN KEY ("organization_id", "import_id") REFERENCES "member_import"("organization_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "member_import" ADD CONSTRAINT "member_import_state" CHECK ("state" IN ('draft', 'applying', 'done'));
ALTER TABLE "import_row" ADD CONSTRAINT "import_row_verdict" CHECK ("verdict" IN ('invite', 'give', 'nothing', 'wrong'));
ALTER TABLE "import_row" ADD CONSTRAINT "import_row_state" CHECK ("state" IN ('waiting', 'done', 'skipped', 'none'));
ALTER TABLE "import_row" ADD CONSTRAINT "import_row_waits_for_what_is_done"
  CHECK ("state" = 'none' OR "verdict" IN ('invite', 'give'));

-- What a batch takes next.
CREATE INDEX "import_row_waiting" ON "import_row" ("organization_id", "import_id", "line") WHERE "state" = 'waiting';

-- What was approved is what is done, once: only what comes of a row is ever written to it.
CREATE FUNCTION "import_row_content_stays"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what a row of an import asks for is not changed, and it is done once';
END $$;
CREATE TRIGGER "import_row_content_stays" BEFORE UPDATE ON "import_row" FOR EACH ROW
  WHEN (OLD."state" <> 'waiting' OR (OLD."line", OLD."email", OLD."name", OLD."verdict", OLD."gives", OLD."until", OLD."until_zone")
    IS DISTINCT FROM (NEW."line", NEW."email", NEW."name", NEW."verdict", NEW."gives", NEW."until", NEW."until_zone"))
  EXECUTE FUNCTION "import_row_content_stays"();
