-- Everything of one installation. Documents are kept as JSON text, not as binary JSON: callers get back what they put
-- to the last character, the order of members included, because they compare documents as text. What is searched by
-- stands beside it: `found_by` for look-ups, `facets` (binary JSON) and `place` for the explorer.

CREATE TABLE fixproof.document (
  kind text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  -- Grows by one with every write; 1 after the first.
  version bigint NOT NULL,
  doc json NOT NULL,
  -- `<kind>.<index>=<value>`, one for each value the document is found by.
  found_by text[] NOT NULL,
  -- What a query may ask for, in small letters; null where no query looks.
  facets jsonb,
  -- Where a finding stands in the explorer's order: its last change in epoch milliseconds, -1 when not known.
  place double precision,
  PRIMARY KEY (kind, id)
);
-- A pending list would make look-ups slower the more was written before them.
CREATE INDEX document_found_by ON fixproof.document USING gin (found_by) WITH (fastupdate = off);
CREATE INDEX document_facets ON fixproof.document USING gin (facets jsonb_path_ops) WITH (fastupdate = off);
CREATE INDEX document_place ON fixproof.document (place, id) WHERE kind = 'finding';

CREATE TABLE fixproof.number (
  name text COLLATE "C" PRIMARY KEY,
  value bigint NOT NULL
);

-- One row a key; a row of generation 0 is as good as none. Times in epoch milliseconds, as the hubs give them.
CREATE SEQUENCE fixproof.lease;
CREATE SEQUENCE fixproof.work_order;
CREATE TABLE fixproof.work (
  key text COLLATE "C" PRIMARY KEY,
  gen bigint NOT NULL,
  clean_gen bigint NOT NULL,
  claimed_gen bigint NOT NULL,
  run_at double precision NOT NULL,
  lease_id bigint,
  lease_until double precision,
  attempts integer NOT NULL,
  last_error text,
  -- Of two keys due at the same moment the older goes first.
  place bigint NOT NULL DEFAULT nextval('fixproof.work_order'),
  due_at double precision GENERATED ALWAYS AS
    (CASE WHEN gen > clean_gen THEN coalesce(lease_until, run_at) END) STORED
);
CREATE INDEX work_due ON fixproof.work (due_at, place) WHERE due_at IS NOT NULL;
-- Rows change all the time: what they leave behind is taken away before the claims must walk over it.
ALTER TABLE fixproof.work SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);

CREATE TABLE fixproof.delivery (
  connection text COLLATE "C" NOT NULL,
  delivery_id text COLLATE "C" NOT NULL,
  received_at double precision NOT NULL,
  body json NOT NULL,
  PRIMARY KEY (connection, delivery_id)
);
CREATE INDEX delivery_received_at ON fixproof.delivery (received_at);

CREATE TABLE fixproof.answer (
  key_name text COLLATE "C" NOT NULL,
  idempotency_key text COLLATE "C" NOT NULL,
  request text NOT NULL,
  status integer NOT NULL,
  body json NOT NULL,
  at double precision NOT NULL,
  PRIMARY KEY (key_name, idempotency_key)
);
CREATE INDEX answer_at ON fixproof.answer (at);

CREATE TABLE fixproof.timeline (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id text COLLATE "C",
  link_id text COLLATE "C",
  finding_ids text[] NOT NULL,
  entry json NOT NULL
);
CREATE INDEX timeline_case ON fixproof.timeline (case_id, number) WHERE case_id IS NOT NULL;
CREATE INDEX timeline_link ON fixproof.timeline (link_id, number) WHERE link_id IS NOT NULL;
CREATE INDEX timeline_finding ON fixproof.timeline USING gin (finding_ids) WITH (fastupdate = off);
