-- Applies commits and finishes of one hub in one transaction and answers the outcome of each, in their order: 'ok',
-- 'conflict', 'duplicate', 'fenced', or 'lost' for a finish without its lease. `ops` is a list of objects:
--   e [[kind, id, version]]                                expected versions
--   p [[kind, id, document as text, found_by, facets, place]]   puts
--   n [[kind, id]]                                         of the expected: must not exist, and is not put
--   r [[kind, id]]                                         removals
--   d [connection, delivery id, received at, body as text] a delivery
--   a [key name, idempotency key, request, status, body as text, at]   an answer
--   f [key, lease]                                         the writer's lease
--   m [[key, how often, run at]]                           marks, each key once
--   t [[case, link, [finding], entry as text]]             timeline
--   x [key, lease, 'done' | 'again' | 'failed', run at, error]   a finish; stands alone
-- Error FX001: another transaction was faster in a way no lock shows; nothing is done, and a second try sees it.
--
-- A later release adds apply_2 beside this one: hubs of both releases run on one database during an upgrade.
CREATE FUNCTION fixproof.apply_1(ops jsonb) RETURNS text[]
LANGUAGE plpgsql
-- Plans are kept for long; one made while a table was empty must not walk over all of it when it is full.
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
  op jsonb;
  outcome text;
  outcomes text[] := '{}';
  changed bigint;
BEGIN
  -- Everything that is touched is locked first and in one order, documents before work: hubs wait for each other, and
  -- never in a circle.
  PERFORM 1
    FROM (SELECT DISTINCT e->>0 AS kind, e->>1 AS id
            FROM jsonb_array_elements(ops) AS o,
                 jsonb_array_elements(coalesce(o->'e', '[]') || coalesce(o->'p', '[]') || coalesce(o->'r', '[]')) AS e
         ) AS wanted
    JOIN fixproof.document AS d ON d.kind = wanted.kind AND d.id = wanted.id
   ORDER BY d.kind, d.id FOR UPDATE OF d;
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

  FOR op IN SELECT value FROM jsonb_array_elements(ops) LOOP
    outcome := 'ok';

    IF op ? 'x' THEN
      UPDATE fixproof.work AS w
         SET clean_gen = CASE WHEN op->'x'->>2 = 'failed' THEN w.clean_gen ELSE w.claimed_gen END,
             gen = CASE WHEN op->'x'->>2 = 'again' THEN w.gen + 1 ELSE w.gen END,
             run_at = CASE
               WHEN op->'x'->>2 = 'failed' THEN (op->'x'->>3)::double precision
               WHEN op->'x'->>2 = 'done' THEN w.run_at
               -- A mark that came during the work counts when it is earlier.
               WHEN w.gen > w.claimed_gen THEN least(w.run_at, (op->'x'->>3)::double precision)
               ELSE (op->'x'->>3)::double precision END,
             attempts = CASE WHEN op->'x'->>2 = 'failed' THEN w.attempts + 1 ELSE 0 END,
             last_error = CASE WHEN op->'x'->>2 = 'failed' THEN op->'x'->>4 END,
             lease_id = NULL, lease_until = NULL, place = nextval('fixproof.work_order')
       WHERE w.key = op->'x'->>0 AND w.lease_id = (op->'x'->>1)::bigint;
      outcomes := outcomes || CASE WHEN FOUND THEN 'ok' ELSE 'lost' END;
      CONTINUE;
    END IF;

    -- A delivery seen before comes first: its sender is to be told "done" whatever else has changed since.
    IF op ? 'd' AND EXISTS (SELECT 1 FROM fixproof.delivery
                             WHERE connection = op->'d'->>0 AND delivery_id = op->'d'->>1) THEN
      outcome := 'duplicate';
    ELSIF op ? 'f' AND NOT EXISTS (SELECT 1 FROM fixproof.work
                                    WHERE key = op->'f'->>0 AND lease_id = (op->'f'->>1)::bigint) THEN
      outcome := 'fenced';
    ELSIF op ? 'e' AND EXISTS (SELECT 1 FROM jsonb_array_elements(op->'e') AS e
                                 LEFT JOIN fixproof.document AS d ON d.kind = e->>0 AND d.id = e->>1
                                WHERE coalesce(d.version, 0) <> (e->>2)::bigint) THEN
      outcome := 'conflict';
    ELSIF op ? 'a' AND (op->'a'->>3)::integer = 0
          AND EXISTS (SELECT 1 FROM fixproof.answer
                       WHERE key_name = op->'a'->>0 AND idempotency_key = op->'a'->>1) THEN
      outcome := 'conflict';
    END IF;

    IF outcome = 'ok' AND op ? 'd' THEN
      INSERT INTO fixproof.delivery (connection, delivery_id, received_at, body)
      VALUES (op->'d'->>0, op->'d'->>1, (op->'d'->>2)::double precision, (op->'d'->>3)::json)
      ON CONFLICT DO NOTHING;
      -- Its twin came through another hub in this very moment.
      IF NOT FOUND THEN outcome := 'duplicate'; END IF;
    END IF;
    IF outcome <> 'ok' THEN
      outcomes := outcomes || outcome;
      CONTINUE;
    END IF;

    IF op ? 'p' THEN
      WITH put AS (
        INSERT INTO fixproof.document (kind, id, version, doc, found_by, facets, place)
        SELECT p->>0, p->>1, 1, (p->>2)::json, ARRAY(SELECT jsonb_array_elements_text(p->3)),
               nullif(p->4, 'null'), (p->>5)::double precision
          FROM jsonb_array_elements(op->'p') AS p
         ORDER BY (p->>0) COLLATE "C", (p->>1) COLLATE "C"
        ON CONFLICT (kind, id) DO UPDATE
          SET version = document.version + 1, doc = excluded.doc, found_by = excluded.found_by,
              facets = excluded.facets, place = excluded.place
        RETURNING kind, id, version)
      SELECT count(*) INTO changed
        FROM jsonb_array_elements(coalesce(op->'e', '[]')) AS e
        JOIN put ON put.kind = e->>0 AND put.id = e->>1
       WHERE put.version <> (e->>2)::bigint + 1;
      IF changed > 0 THEN
        RAISE EXCEPTION 'a document was made by another writer' USING ERRCODE = 'FX001';
      END IF;
    END IF;

    IF op ? 'n' THEN
      -- The place is taken and given back, so that nobody takes it meanwhile.
      INSERT INTO fixproof.document (kind, id, version, doc, found_by)
      SELECT n->>0, n->>1, 0, 'null', '{}' FROM jsonb_array_elements(op->'n') AS n
       ORDER BY (n->>0) COLLATE "C", (n->>1) COLLATE "C"
      ON CONFLICT DO NOTHING;
      GET DIAGNOSTICS changed = ROW_COUNT;
      IF changed < jsonb_array_length(op->'n') THEN
        RAISE EXCEPTION 'a document was made by another writer' USING ERRCODE = 'FX001';
      END IF;
      DELETE FROM fixproof.document AS d USING jsonb_array_elements(op->'n') AS n
       WHERE d.kind = n->>0 AND d.id = n->>1;
    END IF;

    IF op ? 'r' THEN
      DELETE FROM fixproof.document AS d USING jsonb_array_elements(op->'r') AS r
       WHERE d.kind = r->>0 AND d.id = r->>1;
    END IF;

    IF op ? 'a' THEN
      INSERT INTO fixproof.answer (key_name, idempotency_key, request, status, body, at)
      VALUES (op->'a'->>0, op->'a'->>1, op->'a'->>2, (op->'a'->>3)::integer, (op->'a'->>4)::json,
              (op->'a'->>5)::double precision)
      ON CONFLICT (key_name, idempotency_key) DO UPDATE
        SET request = excluded.request, status = excluded.status, body = excluded.body, at = excluded.at
        WHERE excluded.status <> 0;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'the request is running elsewhere' USING ERRCODE = 'FX001';
      END IF;
    END IF;

    IF op ? 'm' THEN
      UPDATE fixproof.work AS w
         SET gen = w.gen + (m->>1)::bigint,
             -- The row's own time counts only while it stands for a mark that no claim has taken yet.
             run_at = CASE
               WHEN w.gen > CASE WHEN w.lease_id IS NULL THEN w.clean_gen ELSE w.claimed_gen END
               THEN least(w.run_at, (m->>2)::double precision)
               ELSE (m->>2)::double precision END,
             -- A key that was due at that moment before keeps its place in the line.
             place = CASE
               WHEN w.due_at IS NOT NULL AND (w.lease_id IS NOT NULL OR w.due_at <= (m->>2)::double precision)
               THEN w.place
               ELSE marked.place END
        -- Of keys marked together the one named first goes first.
        FROM (SELECT m, nextval('fixproof.work_order') AS place
                FROM (SELECT m FROM jsonb_array_elements(op->'m') WITH ORDINALITY AS listed (m, nth)
                       ORDER BY nth) AS ordered) AS marked
       WHERE w.key = m->>0;
    END IF;

    IF op ? 't' THEN
      INSERT INTO fixproof.timeline (case_id, link_id, finding_ids, entry)
      SELECT t->>0, t->>1, ARRAY(SELECT jsonb_array_elements_text(t->2)), (t->>3)::json
        FROM jsonb_array_elements(op->'t') WITH ORDINALITY AS listed (t, nth)
       ORDER BY nth;
    END IF;

    outcomes := outcomes || outcome;
  END LOOP;
  RETURN outcomes;
END
$$;
