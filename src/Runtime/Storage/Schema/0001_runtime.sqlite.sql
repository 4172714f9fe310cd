-- What every module's database has besides the module's own tables.

-- Who changed which record, when and through what. Never changed afterwards: the personal payload stands beside, in
-- history_data, with its salt; digest = SHA-256(salt, data) proves the payload for as long as it is there, and tells
-- nothing about it once it has been erased.
create table history (
  kind      text    not null,
  record_id integer not null,
  version   integer not null,
  change    text    not null check (change in ('created', 'changed', 'deleted')),
  at        integer not null,
  actor     text    not null,
  fields    text    not null,
  digest    blob    not null,
  primary key (kind, record_id, version)
) strict, without rowid;

create table history_data (
  kind      text    not null,
  record_id integer not null,
  version   integer not null,
  salt      blob    not null,
  data      text    not null,
  primary key (kind, record_id, version)
) strict, without rowid;

-- The published fact of each change, in the order of the commits. What it says is in history and history_data.
create table outbox (
  position    integer primary key autoincrement,
  event_id    blob    not null,
  type        text    not null,
  kind        text    not null,
  record_id   integer not null,
  version     integer not null,
  at          integer not null,
  traceparent text
) strict;
create index outbox_kind on outbox (kind, position);

-- Up to which position the relay has handed the outbox to the transport.
create table relay (
  name     text    primary key,
  position integer not null,
  token    integer not null
) strict, without rowid;

-- Events whose effect is committed here, so that a repeat has none.
create table inbox (
  consumer text    not null,
  event_id blob    not null,
  at       integer not null,
  primary key (consumer, event_id)
) strict, without rowid;
create index inbox_at on inbox (at);

-- token grows with each new holder: a holder that was paused finds a higher one and stops.
create table leases (
  name       text    primary key,
  owner      text    not null,
  token      integer not null,
  expires_at integer not null
) strict, without rowid;

-- Answers of requests that carried an Idempotency-Key, committed together with their effect.
create table idempotency (
  key     blob    primary key,
  request blob    not null,
  status  integer not null,
  etag    integer,
  location text,
  body    text    not null,
  at      integer not null
) strict, without rowid;
create index idempotency_at on idempotency (at);

create table tombstones (
  kind       text    not null,
  record_id  integer not null,
  version    integer not null,
  deleted_at integer not null,
  primary key (kind, record_id)
) strict, without rowid;

-- Exact totals, kept by the same commits that change them.
create table counters (
  name  text    primary key,
  value integer not null
) strict, without rowid;
