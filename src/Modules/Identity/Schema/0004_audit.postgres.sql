-- Who did what, people and machines alike. It only grows. digest is the salted SHA-256 of what stands beside in audit_personal, or, for
-- the change of a record, that of its history row; empty when there is neither. source (the module), version and event_id are there
-- for changes of records, which come as events and may come twice. times: how often, when repeats are counted in one entry.
create table audit (
  number   bigint           primary key,
  at       bigint           not null,
  actor    text collate "C" not null,
  action   text collate "C" not null,
  target   text collate "C" not null,
  refused  bigint           not null check (refused in (0, 1)),
  times    bigint           not null,
  source   text collate "C",
  version  bigint,
  event_id bytea,
  digest   bytea            not null
);
create unique index audit_event on audit (event_id) where event_id is not null;
create index audit_at on audit (at, number);
create index audit_actor on audit (actor, at, number);
create index audit_target on audit (target, at, number);
create index audit_action on audit (action, at, number);
create index audit_refused on audit (at, number) where refused = 1;
create function audit_only_grows() returns trigger language plpgsql as $$ begin raise exception 'the audit log only grows'; end $$;
create trigger audit_stays before update on audit for each row execute function audit_only_grows();
create trigger audit_stays_whole before delete on audit for each row execute function audit_only_grows();

-- What is personal about an entry: may go, never change.
create table audit_personal (
  number bigint           primary key,
  salt   bytea            not null,
  data   text collate "C" not null
);
create trigger audit_personal_stays before update on audit_personal for each row execute function audit_only_grows();

-- The sealer's chain: hash covers the entries up to last and all before them, tag proves with the audit key that the sealer wrote it.
create table audit_seals (
  last  bigint primary key,
  first bigint not null,
  hash  bytea  not null,
  at    bigint not null,
  tag   bytea  not null
);
create trigger audit_seals_stay before update on audit_seals for each row execute function audit_only_grows();
create trigger audit_seals_stay_whole before delete on audit_seals for each row execute function audit_only_grows();

-- The newest seal, with a tag of its own: without it nobody would miss the last seals.
create table audit_head (
  id   bigint primary key check (id = 1),
  last bigint not null,
  tag  bytea  not null
);
create trigger audit_head_grows before update on audit_head for each row when (new.last <= old.last) execute function audit_only_grows();
create trigger audit_head_stays before delete on audit_head for each row execute function audit_only_grows();

-- The key of the tags, sealed by the vault.
create table audit_key (
  id         bigint primary key check (id = 1),
  sealed_key bytea  not null
);
