-- What every module's database has besides the module's own tables.

-- Who changed which record, when and through what. Never changed afterwards: the personal payload stands beside, in
-- history_data, with its salt; digest = SHA-256(salt, data) proves the payload for as long as it is there, and tells
-- nothing about it once it has been erased.
create table history (
  kind      text collate "C" not null,
  record_id bigint           not null,
  version   bigint           not null,
  change    text collate "C" not null check (change in ('created', 'changed', 'deleted')),
  at        bigint           not null,
  actor     text collate "C" not null,
  fields    text collate "C" not null,
  digest    bytea            not null,
  primary key (kind, record_id, version)
);

create table history_data (
  kind      text collate "C" not null,
  record_id bigint           not null,
  version   bigint           not null,
  salt      bytea            not null,
  data      text collate "C" not null,
  primary key (kind, record_id, version)
);

-- The published fact of each change, in the order of position. What it says is in history and history_data.
create table outbox (
  position    bigint           primary key,
  event_id    bytea            not null,
  type        text collate "C" not null,
  kind        text collate "C" not null,
  record_id   bigint           not null,
  version     bigint           not null,
  at          bigint           not null,
  traceparent text collate "C"
);
create index outbox_kind on outbox (kind, position);

-- Where commits put their events: they overtake each other, so the sequence is no order to read by. The relay moves what is committed
-- to outbox and gives it the next positions; whatever commits late gets a later one. Small, and emptied all the time: clean up often.
create table outbox_unnumbered (
  sequence    bigint generated always as identity primary key,
  event_id    bytea            not null,
  type        text collate "C" not null,
  kind        text collate "C" not null,
  record_id   bigint           not null,
  version     bigint           not null,
  at          bigint           not null,
  traceparent text collate "C"
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 100000);

-- transport: up to which position the relay has handed the outbox over. numbered: the last position that was given.
create table relay (
  name     text collate "C" primary key,
  position bigint           not null,
  token    bigint           not null
);
insert into relay (name, position, token) values ('numbered', 0, 0);

-- Events whose effect is committed here, so that a repeat has none.
create table inbox (
  consumer text collate "C" not null,
  event_id bytea            not null,
  at       bigint           not null,
  primary key (consumer, event_id)
);
create index inbox_at on inbox (at);

-- token grows with each new holder: a holder that was paused finds a higher one and stops.
create table leases (
  name       text collate "C" primary key,
  owner      text collate "C" not null,
  token      bigint           not null,
  expires_at bigint           not null
);

-- Answers of requests that carried an Idempotency-Key, committed together with their effect.
create table idempotency (
  key      bytea            primary key,
  request  bytea            not null,
  status   bigint           not null,
  etag     bigint,
  location text collate "C",
  body     text collate "C" not null,
  at       bigint           not null
);
create index idempotency_at on idempotency (at);

create table tombstones (
  kind       text collate "C" not null,
  record_id  bigint           not null,
  version    bigint           not null,
  deleted_at bigint           not null,
  primary key (kind, record_id)
);

-- Exact totals, kept by the same commits that change them.
create table counters (
  name  text collate "C" primary key,
  value bigint           not null
);
