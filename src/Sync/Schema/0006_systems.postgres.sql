-- Where a poll goes on: what the source told, which only it can read. Until now that was an instant, which is how modules begin theirs.
alter table poll_cursors add column cursor text collate "C" not null default '';
update poll_cursors set cursor = (since * 1000) || '.';
alter table poll_cursors drop column since;

-- A source's version is opaque; ordering is the number that orders its versions, 0 where it has none. number is the version under which the
-- flow delivers, which only grows, also when a record is deleted and made again.
create table poll_seen_now (
  flow       text   collate "C" not null,
  subject    text   collate "C" not null,
  version    text   collate "C" not null,
  ordering   bigint not null,
  number     bigint not null,
  is_deleted bigint not null,
  primary key (flow, subject)
);
insert into poll_seen_now (flow, subject, version, ordering, number, is_deleted)
select flow, subject, version::text, version, version, 0 from poll_seen;
drop table poll_seen;
alter table poll_seen_now rename to poll_seen;
alter index poll_seen_now_pkey rename to poll_seen_pkey;

-- Tokens of systems that sign in by OAuth 2, sealed. revision grows with each replacement.
create table system_tokens (
  system     text   collate "C" primary key,
  tokens     bytea  not null,
  revision   bigint not null,
  updated_at bigint not null
);

-- Creates that were sent, and of which nobody knows what became; one of a record. fields is what was sent, null when its person was erased.
create table open_creates (
  flow        text   collate "C" not null,
  subject     text   collate "C" not null,
  delivery_id bigint not null,
  send_key    text   collate "C" not null,
  fields      text   collate "C",
  opened_at   bigint not null,
  sent_at     bigint not null,
  is_released bigint not null,
  primary key (flow, subject)
);
