-- Who did what, people and machines alike. Never changed afterwards. digest is the salted SHA-256 of what stands beside in
-- audit_personal, or, for a change of a record, that of its history row; empty when there is neither. event_id is there for changes of
-- records, which come as events and may come twice.
create table audit (
  number   integer primary key autoincrement,
  at       integer not null,
  actor    text    not null,
  action   text    not null,
  target   text    not null,
  refused  integer not null check (refused in (0, 1)),
  event_id blob,
  digest   blob    not null
) strict;
create unique index audit_event on audit (event_id) where event_id is not null;
create index audit_actor on audit (actor, number);
create index audit_target on audit (target, number);
create index audit_action on audit (action, number);

create table audit_personal (
  number integer primary key,
  salt   blob    not null,
  data   text    not null
) strict;
