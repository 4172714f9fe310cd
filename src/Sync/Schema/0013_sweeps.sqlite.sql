-- How far a flow has asked which of the records that it knows are still there, for its source may not tell what was deleted. cursor as in poll_cursors.
-- state: asking; confirming, where each that seems gone is read once more; held, where so many seem gone that a person must say whether they are; done.
-- place: behind which record.
create table sweeps (
  cursor   text    primary key,
  flow     text    not null,
  state    text    not null check (state in ('asking', 'confirming', 'held', 'done')),
  place    text    not null,
  asked    integer not null,
  gone     integer not null,
  begun_at integer not null,
  ended_at integer,
  reason   text,
  revision integer not null
) strict, without rowid;

-- The records that seem gone.
create table sweep_missing (
  cursor  text not null,
  subject text not null,
  primary key (cursor, subject)
) strict, without rowid;
