-- Up to when a flow that asks its source at times has looked at them, and its runs. A time has one run; actor is who asked for one now.
create table flow_clocks (
  flow    text    primary key,
  last_at integer not null
) strict, without rowid;

create table flow_runs (
  id          integer primary key autoincrement,
  flow        text    not null,
  due_at      integer not null,
  state       text    not null check (state in ('due', 'done', 'failed')),
  actor       text,
  started_at  integer,
  finished_at integer,
  changes     integer not null,
  left_out    integer not null,
  attempts    integer not null,
  next_at     integer,
  reason      text
) strict;
create unique index flow_runs_time on flow_runs (flow, due_at) where actor is null;
create unique index flow_runs_asked on flow_runs (flow) where state = 'due' and actor is not null;
create index flow_runs_due on flow_runs (flow, id) where state = 'due';
create index flow_runs_flow on flow_runs (flow, id);
create index flow_runs_state on flow_runs (state, id);
create index flow_runs_at on flow_runs (due_at);

-- What outside systems tell flows: the bytes as they came and were believed, before anything is made of them. dedupe says what is a repeat;
-- subjects are the records that were found in it, as a JSON array. A backfill lists ids here, as if its system had told of them.
create table incoming_hooks (
  id          integer primary key autoincrement,
  flow        text    not null,
  state       text    not null check (state in ('received', 'done', 'failed')),
  sender_id   text,
  dedupe      text    not null,
  body        blob    not null,
  size        integer not null,
  received_at integer not null,
  due_at      integer not null,
  finished_at integer,
  attempts    integer not null,
  replays     integer not null,
  repeats     integer not null,
  records     integer not null,
  reason      text,
  subjects    text,
  is_backfill integer not null,
  is_erased   integer not null
) strict;
create index incoming_hooks_open on incoming_hooks (flow, due_at, id) where state = 'received';
create index incoming_hooks_dedupe on incoming_hooks (flow, dedupe, id);
create index incoming_hooks_state on incoming_hooks (state, id);
create index incoming_hooks_at on incoming_hooks (received_at);
create index incoming_hooks_flow on incoming_hooks (flow, id);

-- Backfills: one of a flow at a time. cursor says how far the source was read.
create table backfills (
  id          integer primary key autoincrement,
  flow        text    not null,
  state       text    not null check (state in ('running', 'paused', 'done', 'cancelled', 'failed')),
  actor       text    not null,
  since       integer not null,
  per_second  integer,
  total       integer,
  is_counting integer not null,
  cursor      text,
  records     integer not null,
  queued      integer not null,
  busy_ms     integer not null,
  asked_at    integer not null,
  updated_at  integer not null,
  finished_at integer,
  attempts    integer not null,
  next_at     integer,
  reason      text
) strict;
create unique index backfills_open on backfills (flow) where state in ('running', 'paused');
create index backfills_flow on backfills (flow, id);
create index backfills_finished on backfills (finished_at) where finished_at is not null;
