-- The first `most` active members, by address behind one, who hold one of the roles and whose codes are mailed. `activeAt`:
-- from then on those of an app are asked for. Where few hold such a role only those are looked at. Otherwise all are, in
-- their order, and no more than `budget`: `looked` says how far that went, so that somebody can go on from there.
CREATE FUNCTION "without_authenticator"(the_organization uuid, roles uuid[], behind text, most int, the_time timestamptz)
RETURNS jsonb LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  few constant int := 1000;
  budget constant int := 1000;
  needs jsonb := jsonb_build_array(jsonb_build_object('roles', to_jsonb(roles)));
  those uuid[] := few_who_fit(the_organization, few, '{}', '{active}', needs, NULL, the_time);
  candidates refcursor;
  one record;
  looked_at jsonb;
  hit int := 0;
  hits jsonb := '[]';
BEGIN
  IF those IS NULL THEN
    OPEN candidates FOR SELECT m."email", m."id" FROM "member" m WHERE m."organization_id" = the_organization
      AND m."state" = 'active' AND m."email" > behind ORDER BY m."email" LIMIT budget;
  ELSE
    OPEN candidates FOR SELECT m."email", m."id" FROM "member" m WHERE m."organization_id" = the_organization
      AND m."id" = ANY (those) AND m."email" > behind ORDER BY m."email";
  END IF;
  FOR looked IN 1 .. budget LOOP
    FETCH candidates INTO one;
    EXIT WHEN NOT FOUND;
    looked_at := CASE WHEN looked = budget THEN jsonb_build_object('at', '', 'email', one."email") END;
    CONTINUE WHEN factor_of(the_organization, one."id", the_time) <> 'email'
      OR NOT member_fits(the_organization, one."id", '{}', '{active}', needs, NULL, the_time);
    hits := hits || jsonb_build_object('at', '', 'email', one."email",
      'member', member_rights(the_organization, one."id", the_time),
      'activeAt', (SELECT "active_at" FROM "authenticator" WHERE "organization_id" = the_organization
        AND "member_id" = one."id" AND "confirmed_at" IS NOT NULL AND "ended_at" IS NULL));
    hit := hit + 1;
    EXIT WHEN hit = most;
  END LOOP;
  CLOSE candidates;
  RETURN jsonb_build_object('found', hits, 'looked', looked_at);
END $$;
