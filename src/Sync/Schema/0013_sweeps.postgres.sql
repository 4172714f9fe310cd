-- How far a flow has asked which of the records that it knows are still there, for its source may not tell what was deleted. cursor as in poll_cursors.
-- state: asking; confirming, where each that seems gone is read once more; held, where so many seem gone that a person must say whether they are; done.
-- place: behind which record.
create table sweeps (
  cursor   text collate "C" primary key,
  flow     text collate "C" not null,
  state    text collate "C" not null check (state in ('asking', 'confirming', 'held', 'done')),
  place    text collate "C" not null,
  asked    bigint           not null,
  gone     bigint           not null,
  begun_at bigint           not null,
  ended_at bigint,
  reason   text collate "C",
  revision bigint           not null
);

-- The records that seem gone.
create table sweep_missing (
  cursor  text collate "C" not null,
  subject text collate "C" not null,
  primary key (cursor, subject)
);
