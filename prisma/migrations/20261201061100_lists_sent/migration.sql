-- CreateTable
CREATE TABLE "import_list" (
    "organization_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "import_list_pkey" PRIMARY KEY ("organization_id","member_id")
);

-- AddForeignKey
ALTER TABLE "import_list" ADD CONSTRAINT "import_list_organization_id_member_id_fkey" FOREIGN KEY ("organization_id", "member_id") REFERENCES "member"("organization_id", "id") ON DELETE RESTRICT ON UPDATE CASCADE;
