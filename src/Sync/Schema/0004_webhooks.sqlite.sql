-- Subscriptions: which events are sent to which URL. Each is a flow whose target it is; its deliveries lie with all others.
create table webhooks (
  id              integer primary key autoincrement,
  url             text    not null,
  events          text    not null,
  kinds           text    not null,
  filter          text,
  description     text,
  enabled         integer not null,
  disabled_reason text,
  version         integer not null,
  created_at      integer not null,
  updated_at      integer not null
) strict;
create index webhooks_updated on webhooks (updated_at, id);

-- Counts each change of a subscription or its secrets, by which every process sees whether it knows them as they are.
create table webhook_revision (
  id     integer primary key check (id = 1),
  number integer not null
) strict;
insert into webhook_revision (id, number) values (1, 1);

-- What signs. One without an end is the newest; the one before counts until its end.
create table webhook_secrets (
  id         integer primary key autoincrement,
  webhook_id integer not null references webhooks (id) on delete cascade,
  secret     blob    not null,
  made_at    integer not null,
  until_at   integer
) strict;
create index webhook_secrets_webhook on webhook_secrets (webhook_id, id);

-- Failures since the last attempt that went well; apart from the subscription, for it changes without a version.
create table webhook_failures (
  webhook_id integer primary key references webhooks (id) on delete cascade,
  count      integer not null,
  since      integer not null
) strict;

-- A delivery of a flow that passes events on keeps the envelope of its event. The record is the payload, which can be erased.
alter table deliveries add column event text;
create index deliveries_flow on deliveries (flow, id) where event is not null;
create index deliveries_flow_time on deliveries (flow, changed_at, id) where event is not null;

-- What the target answered.
alter table attempts add column status integer;
alter table attempts add column answer text;
