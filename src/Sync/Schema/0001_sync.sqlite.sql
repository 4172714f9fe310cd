-- Deliveries: the task to bring one change to one target. Within a lane (flow and subject) they go in the order of their ids,
-- and only the first open one is 'pending'; the others are 'blocked' and each is released by the end of the one before.
-- Nothing says "started": a delivery that was on its way when the process died is simply still pending. Only where the target can't
-- take a repeat, sent_at is committed before the send: found again, it means that nobody knows what became of it.
create table deliveries (
  id          integer primary key autoincrement,
  flow        text    not null,
  target      text    not null,
  subject     text    not null,
  version     integer not null,
  state       text    not null check (state in ('pending', 'blocked', 'delivered', 'skipped', 'dead')),
  attempts    integer not null,
  replays     integer not null,
  due_at      integer not null,
  changed_at  integer not null,
  created_at  integer not null,
  sent_at     integer,
  finished_at integer,
  cause       text,
  message     text,
  target_id   text,
  payload     text    not null
) strict;
create unique index deliveries_change on deliveries (subject, flow, version);
create index deliveries_due on deliveries (target, due_at, id) where state = 'pending';
create index deliveries_lane on deliveries (flow, subject, id) where finished_at is null;
create index deliveries_dead on deliveries (id) where state = 'dead';
create index deliveries_finished on deliveries (finished_at) where state in ('delivered', 'skipped');

create table attempts (
  delivery_id integer not null references deliveries (id) on delete cascade,
  number      integer not null,
  at          integer not null,
  took_ms     integer not null,
  cause       text,
  message     text,
  primary key (delivery_id, number)
) strict, without rowid;

-- Which record of the target belongs to which record of the source, by flow.
create table links (
  flow      text    not null,
  subject   text    not null,
  target_id text    not null,
  version   integer not null,
  linked_at integer not null,
  primary key (flow, subject)
) strict, without rowid;

-- Events that no delivery could be made of, with the reason.
create table parked_events (
  event_id  blob    primary key,
  source    text    not null,
  position  integer not null,
  subject   text    not null,
  reason    text    not null,
  parked_at integer not null
) strict, without rowid;

create table poll_cursors (
  flow       text    primary key,
  since      integer not null
) strict, without rowid;

-- The newest version of each polled record that a flow has seen: what a poll sees again, it knows.
create table poll_seen (
  flow    text    not null,
  subject text    not null,
  version integer not null,
  primary key (flow, subject)
) strict, without rowid;
