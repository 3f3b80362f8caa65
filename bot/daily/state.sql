-- state.db: the subscriptions and what became of each delivery. The one thing to back up.
-- Moments are whole seconds since 1970 in UTC; local dates and clock times are text.

-- version 1
CREATE TABLE subscription (
  id           TEXT PRIMARY KEY,  -- eight hex digits; of a webhook, 'webhook-' and its id
  guild        BIGINT NOT NULL,
  channel      BIGINT NOT NULL,
  clock        TEXT NOT NULL,     -- 08:00, local
  zone         TEXT NOT NULL,     -- an IANA name, never an offset
  days         TEXT NOT NULL,     -- ISO weekdays: 12345
  topics       TEXT NOT NULL,     -- ids with blanks between; empty: all
  role         BIGINT,            -- the one role to mention
  when_quiet   TEXT NOT NULL,     -- post, skip
  publish      BIGINT NOT NULL,   -- 1: publish in an announcement channel
  language     TEXT NOT NULL,
  since        BIGINT NOT NULL,   -- where the first window in this channel begins
  next_day     TEXT,              -- the local date that falls due next
  next_due     BIGINT,            -- its moment; null while nothing is to fall due
  paused       TEXT,              -- null, or why: asked, permission, gone, removed
  paused_until TEXT,              -- the local date on which it goes on by itself
  removed      BIGINT             -- when the bot was removed from the server
);
CREATE INDEX subscription_due ON subscription (next_due);
CREATE INDEX subscription_guild ON subscription (guild);

CREATE TABLE delivery (
  subscription TEXT NOT NULL REFERENCES subscription (id) ON DELETE CASCADE,
  day          TEXT NOT NULL,     -- the local date: at most one delivery each
  channel      BIGINT NOT NULL,
  edition      TEXT NOT NULL,     -- the id that the post shows
  due          BIGINT NOT NULL,
  window_start BIGINT NOT NULL,
  window_end   BIGINT NOT NULL,
  base         TEXT,              -- the revision of the post before in this channel; null: there was none
  state        TEXT NOT NULL,     -- claimed, or an outcome
  reason       TEXT,
  tries        BIGINT NOT NULL DEFAULT 0,
  tried        BIGINT,            -- when sending began; null: never, or known to have failed
  again        BIGINT,            -- when to try again
  message      BIGINT,
  revision     TEXT,              -- null: the post held no facts
  digest       TEXT,              -- of the text
  facts        TEXT,              -- ids with blanks between
  publishing   TEXT,              -- null, due, done, failed
  PRIMARY KEY (subscription, day)
);
CREATE INDEX delivery_open ON delivery (state, again);
CREATE INDEX delivery_publishing ON delivery (publishing, again);

CREATE TABLE holding (            -- what a revision that was posted held
  revision TEXT NOT NULL,
  fact     TEXT NOT NULL,
  hash     TEXT NOT NULL,
  PRIMARY KEY (revision, fact)
);

CREATE TABLE notice (             -- what a server has not been told yet
  subscription TEXT PRIMARY KEY REFERENCES subscription (id) ON DELETE CASCADE,
  guild        BIGINT NOT NULL,
  channel      BIGINT NOT NULL,
  reason       TEXT NOT NULL,
  at           BIGINT NOT NULL
);

-- version 2: a channel has one subscription
ALTER TABLE subscription ADD COLUMN ended BIGINT;  -- when it was removed; kept for 30 days, what it posted still counts
UPDATE subscription               -- where a channel had several, the oldest that was not paused stays
   SET ended = CAST(strftime('%s', 'now') AS BIGINT), next_day = NULL, next_due = NULL
 WHERE EXISTS (SELECT 1 FROM subscription AS other WHERE other.channel = subscription.channel
                AND (other.paused IS NOT NULL, other.since, other.id)
                  < (subscription.paused IS NOT NULL, subscription.since, subscription.id));
DELETE FROM notice WHERE subscription IN (SELECT id FROM subscription WHERE ended IS NOT NULL);
INSERT INTO notice SELECT min(id), guild, channel, 'second', max(ended) FROM subscription
 WHERE ended IS NOT NULL GROUP BY guild, channel;
CREATE UNIQUE INDEX subscription_channel ON subscription (channel) WHERE ended IS NULL;
CREATE INDEX delivery_channel ON delivery (channel, day);
