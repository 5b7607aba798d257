-- A request can be about several things: its subject has a line for each. While one that shares a line is open, another
-- is refused. What is there has one line, and stays as it is.

-- The unique index compares whole subjects. Requests of one organization wait for each other here, and what is looked up
-- after that is what is committed by then: so two that overlap can't both be opened, whatever the program believes.
CREATE FUNCTION "change_request_one_open_about"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM "organization" WHERE "id" = NEW."organization_id" FOR NO KEY UPDATE;
  IF EXISTS (SELECT FROM "change_request" WHERE "organization_id" = NEW."organization_id"
      AND "command" = NEW."command" AND "state" IN ('awaiting_code', 'awaiting_approval', 'applying')
      AND string_to_array("subject", E'\n') && string_to_array(NEW."subject", E'\n')) THEN
    RAISE EXCEPTION 'an open request is about the same' USING ERRCODE = 'unique_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "change_request_one_open_about" BEFORE INSERT ON "change_request"
  FOR EACH ROW WHEN (NEW."state" IN ('awaiting_code', 'awaiting_approval', 'applying'))
  EXECUTE FUNCTION "change_request_one_open_about"();

-- What a new request is judged by, with the requester locked: their own requests of late or still open, everybody's open
-- ones that share a subject, and the requester's codes.
DROP FUNCTION "before_request"(uuid, uuid, text, text, timestamptz);
CREATE FUNCTION "before_request"(the_organization uuid, the_member uuid, the_command text, the_subjects text[],
  since timestamptz) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  PERFORM FROM "member" WHERE "organization_id" = the_organization AND "id" = the_member FOR NO KEY UPDATE;
  RETURN jsonb_build_object(
    'requests', coalesce((SELECT jsonb_agg(jsonb_build_object(
        'key', "key", 'number', "number", 'requesterId', "requester_id", 'command', "command",
        'subjects', to_jsonb(string_to_array("subject", E'\n')),
        'state', "state", 'createdAt', "created_at", 'expiresAt', "expires_at"))
      FROM (SELECT "key", "number", "requester_id", "command", "subject", "state", "created_at", "expires_at"
        FROM "change_request" WHERE "organization_id" = the_organization
          AND "requester_id" = the_member AND ("created_at" > since
            OR "state" IN ('awaiting_code', 'awaiting_approval', 'applying'))
        UNION SELECT "key", "number", "requester_id", "command", "subject", "state", "created_at", "expires_at"
        FROM "change_request" WHERE "organization_id" = the_organization AND "command" = the_command
          AND "state" IN ('awaiting_code', 'awaiting_approval', 'applying')
          AND string_to_array("subject", E'\n') && the_subjects) related), '[]'),
    'codes', recent_codes(the_organization, 'member:' || the_member, the_member, since));
END $$;
