-- Who did what, people and machines alike. It only grows. digest is the salted SHA-256 of what stands beside in audit_personal, or, for
-- the change of a record, that of its history row; empty when there is neither. source (the module), version and event_id are there
-- for changes of records, which come as events and may come twice. times: how often, when repeats are counted in one entry.
create table audit (
  number   integer primary key autoincrement,
  at       integer not null,
  actor    text    not null,
  action   text    not null,
  target   text    not null,
  refused  integer not null check (refused in (0, 1)),
  times    integer not null,
  source   text,
  version  integer,
  event_id blob,
  digest   blob    not null
) strict;
create unique index audit_event on audit (event_id) where event_id is not null;
create index audit_at on audit (at);
create index audit_actor on audit (actor, at);
create index audit_target on audit (target, at);
create index audit_action on audit (action, at);
create index audit_refused on audit (at) where refused = 1;
create trigger audit_stays before update on audit begin select raise(abort, 'the audit log only grows'); end;
create trigger audit_stays_whole before delete on audit begin select raise(abort, 'the audit log only grows'); end;

-- What is personal about an entry: may go, never change.
create table audit_personal (
  number integer primary key,
  salt   blob    not null,
  data   text    not null
) strict;
create trigger audit_personal_stays before update on audit_personal begin select raise(abort, 'the audit log only grows'); end;

-- The sealer's chain: hash covers the entries up to last and all before them, tag proves with the audit key that the sealer wrote it.
create table audit_seals (
  last  integer primary key,
  first integer not null,
  hash  blob    not null,
  at    integer not null,
  tag   blob    not null
) strict;
create trigger audit_seals_stay before update on audit_seals begin select raise(abort, 'the audit log only grows'); end;
create trigger audit_seals_stay_whole before delete on audit_seals begin select raise(abort, 'the audit log only grows'); end;

-- The newest seal, with a tag of its own: without it nobody would miss the last seals.
create table audit_head (
  id   integer primary key check (id = 1),
  last integer not null,
  tag  blob    not null
) strict;
create trigger audit_head_grows before update on audit_head when new.last <= old.last begin select raise(abort, 'the audit log only grows'); end;
create trigger audit_head_stays before delete on audit_head begin select raise(abort, 'the audit log only grows'); end;

-- The key of the tags, sealed by the vault.
create table audit_key (
  id         integer primary key check (id = 1),
  sealed_key blob    not null
) strict;
