-- facts.db: derived from a pack, built whole, opened read-only. The only tables that hold facts.
CREATE TABLE fact (
  id     TEXT PRIMARY KEY,
  kind   TEXT NOT NULL,
  seq    INTEGER NOT NULL,  -- the order of the pack's files
  record TEXT NOT NULL      -- the record as JSON
);
CREATE TABLE tag (          -- every reference and topic of a record
  field TEXT NOT NULL,      -- 'topics', 'speaker', 'parties', 'about', 'cite.source', …
  value TEXT NOT NULL,
  fact  TEXT NOT NULL REFERENCES fact (id)
);
CREATE INDEX tag_value ON tag (value, field, fact);
CREATE INDEX fact_kind ON fact (kind, seq);
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
