-- As `apply_1`, with the same `ops` and outcomes, but what comes in masses is done for a whole batch at once: deliveries
-- with their marks, marks alone, and finishes. All ops of a batch were asked for at the same time by callers that do not
-- wait for each other, so any order among them is a right one: the others go first, by `apply_1`.
CREATE FUNCTION fixproof.apply_2(ops jsonb) RETURNS text[]
LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
  -- An op with one of these members is looked at by itself.
  single CONSTANT text[] := ARRAY['e', 'p', 'n', 'r', 'a', 'f', 't'];
  rest jsonb;
  rest_outcomes text[];
  accepted bigint[] := '{}';
  finished bigint[] := '{}';
  made bigint;
BEGIN
  SELECT jsonb_agg(o ORDER BY nth) INTO rest
    FROM jsonb_array_elements(ops) WITH ORDINALITY AS listed (o, nth) WHERE o ?| single;
  IF jsonb_array_length(rest) = jsonb_array_length(ops) THEN
    RETURN fixproof.apply_1(ops);
  END IF;

  -- Locked in the order of `apply_1`, for all of them: hubs wait for each other, and never in a circle.
  IF rest IS NOT NULL THEN
    PERFORM 1
      FROM (SELECT DISTINCT e->>0 AS kind, e->>1 AS id
              FROM jsonb_array_elements(rest) AS o,
                   jsonb_array_elements(coalesce(o->'e', '[]') || coalesce(o->'p', '[]') || coalesce(o->'r', '[]')) AS e
           ) AS wanted
      JOIN fixproof.document AS d ON d.kind = wanted.kind AND d.id = wanted.id
     ORDER BY d.kind, d.id FOR UPDATE OF d;
  END IF;
  INSERT INTO fixproof.work (key, gen, clean_gen, claimed_gen, run_at, attempts)
  SELECT key, 0, 0, 0, 0, 0
    FROM (SELECT DISTINCT m->>0 AS key FROM jsonb_array_elements(ops) AS o, jsonb_array_elements(o->'m') AS m) AS marked
   WHERE NOT EXISTS (SELECT 1 FROM fixproof.work AS w WHERE w.key = marked.key)
   ORDER BY key COLLATE "C"
  ON CONFLICT DO NOTHING;
  PERFORM 1
    FROM (SELECT m->>0 AS key FROM jsonb_array_elements(ops) AS o, jsonb_array_elements(o->'m') AS m
          UNION SELECT o->'f'->>0 FROM jsonb_array_elements(ops) AS o WHERE o ? 'f'
          UNION SELECT o->'x'->>0 FROM jsonb_array_elements(ops) AS o WHERE o ? 'x') AS wanted
    JOIN fixproof.work AS w ON w.key = wanted.key
   ORDER BY w.key FOR UPDATE OF w;
  IF rest IS NOT NULL THEN
    rest_outcomes := fixproof.apply_1(rest);
  END IF;

  -- Of a delivery that stands twice in the batch the first one counts.
  SELECT coalesce(array_agg(nth), '{}') INTO accepted
    FROM (SELECT min(nth) AS nth, connection, id
            FROM (SELECT nth, o->'d'->>0 AS connection, o->'d'->>1 AS id
                    FROM jsonb_array_elements(ops) WITH ORDINALITY AS listed (o, nth)
                   WHERE o ? 'd' AND NOT o ?| single) AS arrived
           GROUP BY connection, id) AS first
   WHERE NOT EXISTS (SELECT 1 FROM fixproof.delivery AS known
                      WHERE known.connection = first.connection AND known.delivery_id = first.id);
  INSERT INTO fixproof.delivery (connection, delivery_id, received_at, body)
  SELECT o->'d'->>0, o->'d'->>1, (o->'d'->>2)::double precision, (o->'d'->>3)::json
    FROM jsonb_array_elements(ops) WITH ORDINALITY AS listed (o, nth)
   WHERE nth = ANY(accepted)
   ORDER BY (o->'d'->>0) COLLATE "C", (o->'d'->>1) COLLATE "C"
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS made = ROW_COUNT;
  IF made < cardinality(accepted) THEN
    RAISE EXCEPTION 'the twin of a delivery came through another hub in this very moment' USING ERRCODE = 'FX001';
  END IF;

  WITH done AS (
    UPDATE fixproof.work AS w
       SET clean_gen = CASE WHEN x.how = 'failed' THEN w.clean_gen ELSE w.claimed_gen END,
           gen = CASE WHEN x.how = 'again' THEN w.gen + 1 ELSE w.gen END,
           run_at = CASE
             WHEN x.how = 'failed' THEN x.run_at
             WHEN x.how = 'done' THEN w.run_at
             -- A mark that came during the work counts when it is earlier.
             WHEN w.gen > w.claimed_gen THEN least(w.run_at, x.run_at)
             ELSE x.run_at END,
           attempts = CASE WHEN x.how = 'failed' THEN w.attempts + 1 ELSE 0 END,
           last_error = CASE WHEN x.how = 'failed' THEN x.error END,
           lease_id = NULL, lease_until = NULL, place = nextval('fixproof.work_order')
      FROM (SELECT nth, o->'x'->>0 AS key, (o->'x'->>1)::bigint AS lease, o->'x'->>2 AS how,
                   (o->'x'->>3)::double precision AS run_at, o->'x'->>4 AS error
              FROM jsonb_array_elements(ops) WITH ORDINALITY AS listed (o, nth) WHERE o ? 'x') AS x
     WHERE w.key = x.key AND w.lease_id = x.lease
    RETURNING x.nth)
  SELECT coalesce(array_agg(nth), '{}') INTO finished FROM done;

  UPDATE fixproof.work AS w
     SET gen = w.gen + marked.times,
         -- The row's own time counts only while it stands for a mark that no claim has taken yet.
         run_at = CASE
           WHEN w.gen > CASE WHEN w.lease_id IS NULL THEN w.clean_gen ELSE w.claimed_gen END
           THEN least(w.run_at, marked.run_at)
           ELSE marked.run_at END,
         -- A key that was due at that moment before keeps its place in the line.
         place = CASE
           WHEN w.due_at IS NOT NULL AND (w.lease_id IS NOT NULL OR w.due_at <= marked.run_at) THEN w.place
           ELSE marked.place END
    FROM (SELECT key, times, run_at, nextval('fixproof.work_order') AS place
            FROM (SELECT m->>0 AS key, sum((m->>1)::bigint) AS times, min((m->>2)::double precision) AS run_at
                    FROM jsonb_array_elements(ops) WITH ORDINALITY AS listed (o, nth),
                         jsonb_array_elements(o->'m') WITH ORDINALITY AS named (m, mth)
                   WHERE NOT o ?| single AND (NOT o ? 'd' OR nth = ANY(accepted))
                   -- Of keys marked together the one named first goes first.
                   GROUP BY m->>0 ORDER BY min(ARRAY[nth, mth])) AS ordered) AS marked
   WHERE w.key = marked.key;

  RETURN ARRAY(
    SELECT CASE
             WHEN nth_of_rest IS NOT NULL THEN rest_outcomes[nth_of_rest]
             WHEN o ? 'x' THEN CASE WHEN nth = ANY(finished) THEN 'ok' ELSE 'lost' END
             WHEN o ? 'd' AND NOT nth = ANY(accepted) THEN 'duplicate'
             ELSE 'ok' END
      FROM (SELECT o, nth, CASE WHEN o ?| single
                                THEN count(*) FILTER (WHERE o ?| single) OVER (ORDER BY nth) END AS nth_of_rest
              FROM jsonb_array_elements(ops) WITH ORDINALITY AS listed (o, nth)) AS numbered
     ORDER BY nth);
END
$$;
