-- What a dead letter has in common with others that died of the same: flow, cause and message without ids, numbers and what is quoted.
alter table deliveries add column fingerprint text;

-- The record that must be linked first, as source:system/kind/id. The commit that links it makes the delivery due.
alter table deliveries add column waiting_for text;

-- The replay by which it is a delivery again; kept when it has ended, so that the replay can say what came of it.
alter table deliveries add column replay_id integer;

-- The payload as it was before a person edited it, and who did.
alter table deliveries add column original text;
alter table deliveries add column edited_by text;

create index deliveries_fingerprint on deliveries (fingerprint, flow, cause, finished_at, id) where state = 'dead';
create index deliveries_unmarked on deliveries (id) where state = 'dead' and fingerprint is null;
create index deliveries_waiting on deliveries (waiting_for) where waiting_for is not null;
create index deliveries_replay on deliveries (replay_id, state) where replay_id is not null;

-- How old the oldest change is that a flow has not brought over.
create index deliveries_oldest on deliveries (flow, changed_at) where finished_at is null;

-- Replays of many dead letters. last_id is how far it came, and moves in the commit that puts deliveries back; until_id is the newest there
-- was. done and failed are filled when it has ended.
create table replays (
  id          integer primary key autoincrement,
  flow        text,
  cause       text,
  fingerprint text,
  subject     text,
  died_from   integer,
  died_to     integer,
  payload     text    not null check (payload in ('original', 'current')),
  per_second  integer not null,
  state       text    not null check (state in ('running', 'paused', 'cancelled', 'finished')),
  last_id     integer not null,
  until_id    integer not null,
  total       integer not null,
  replayed    integer not null,
  done        integer,
  failed      integer,
  actor       text    not null,
  created_at  integer not null,
  updated_at  integer not null,
  finished_at integer
) strict;
create index replays_open on replays (id) where finished_at is null;
create index replays_finished on replays (finished_at) where finished_at is not null;

-- When a flow that polls has last heard all that its source had to tell.
alter table poll_cursors add column polled_at integer;

-- The last marker that was written to a flow's canary; since when one has not come out at the target, or when the last one did.
create table canaries (
  flow       text    primary key,
  marker     text    not null,
  written_at integer not null,
  sent_at    integer not null,
  arrived_at integer,
  fault      text
) strict, without rowid;
