-- A first match compares all records of both sides of a flow before any is made. state: running while it reads and compares; ready when it can be
-- accepted; accepting while what is certain is linked; accepted; failed. stage and place say how far it is, so that it goes on there after a crash.
create table first_matches (
  id           integer primary key autoincrement,
  flow         text    not null,
  rules        text    not null,
  state        text    not null check (state in ('running', 'ready', 'accepting', 'accepted', 'failed')),
  stage        text    not null check (stage in ('left', 'right', 'keys', 'scores', 'verdicts', 'links', 'looks', 'news', 'done')),
  place        text    not null,
  left_cursor  text,
  right_cursor text,
  left_read    integer not null,
  right_read   integer not null,
  reason       text,
  started_by   text    not null,
  started_at   integer not null,
  ended_at     integer,
  accepted_by  text,
  accepted_at  integer
) strict;
create index first_matches_flow on first_matches (flow, id);
create unique index first_matches_open on first_matches (flow) where state in ('running', 'accepting');

-- The records of both sides: what the rules compare of each, and what is to become of it. side: 0 left, 1 right.
create table first_match_records (
  id         integer primary key autoincrement,
  run        integer not null,
  side       integer not null,
  record_id  text    not null,
  label      text    not null,
  forms      text    not null,
  verdict    text check (verdict in ('linked', 'link', 'ask', 'create', 'alone', 'fault')),
  partner    text,
  reason     text,
  candidates text
) strict;
create unique index first_match_records_one on first_match_records (run, side, record_id);
create index first_match_records_verdict on first_match_records (run, side, verdict, id);
create index first_match_records_side on first_match_records (run, side, id);

-- Numbers of which two records share one when they may be the same.
create table first_match_keys (
  run       integer not null,
  key       integer not null,
  side      integer not null,
  record_id text    not null,
  rule      integer not null,
  is_word   integer not null,
  primary key (run, key, side, record_id)
) strict, without rowid;
create index first_match_keys_record on first_match_keys (run, side, record_id);

-- Records that share a number, and with how many hundredths of points they are the same; null until that is reckoned.
create table first_match_pairs (
  run      integer not null,
  left_id  text    not null,
  right_id text    not null,
  points   integer,
  why      text,
  primary key (run, left_id, right_id)
) strict, without rowid;
create index first_match_pairs_right on first_match_pairs (run, right_id);
create index first_match_pairs_open on first_match_pairs (run) where points is null;
