-- Where a poll goes on: what the source told, which only it can read. Until now that was an instant, which is how modules begin theirs.
alter table poll_cursors add column cursor text not null default '';
update poll_cursors set cursor = (since * 1000) || '.';
alter table poll_cursors drop column since;

-- A source's version is opaque; ordering is the number that orders its versions, 0 where it has none. number is the version under which the
-- flow delivers, which only grows, also when a record is deleted and made again.
create table poll_seen_now (
  flow       text    not null,
  subject    text    not null,
  version    text    not null,
  ordering   integer not null,
  number     integer not null,
  is_deleted integer not null,
  primary key (flow, subject)
) strict, without rowid;
insert into poll_seen_now (flow, subject, version, ordering, number, is_deleted)
select flow, subject, cast(version as text), version, version, 0 from poll_seen;
drop table poll_seen;
alter table poll_seen_now rename to poll_seen;

-- Tokens of systems that sign in by OAuth 2, sealed. revision grows with each replacement.
create table system_tokens (
  system     text    primary key,
  tokens     blob    not null,
  revision   integer not null,
  updated_at integer not null
) strict, without rowid;

-- Creates that were sent, and of which nobody knows what became; one of a record. fields is what was sent, null when its person was erased.
create table open_creates (
  flow        text    not null,
  subject     text    not null,
  delivery_id integer not null,
  send_key    text    not null,
  fields      text,
  opened_at   integer not null,
  sent_at     integer not null,
  is_released integer not null,
  primary key (flow, subject)
) strict, without rowid;
