-- signs_from: verifiers see a new key in the key set before tokens come that it signed. retires_at is set when a newer key takes over: by
-- then every token that this one signed has expired. A retired key keeps its public part only.
alter table signing_keys add column signs_from integer not null default 0;
alter table signing_keys add column retires_at integer;

-- Secrets that Lockstep needs from outside, sealed.
create table secrets (
  name       text    primary key,
  blob       blob    not null,
  version    integer not null,
  updated_at integer not null,
  updated_by text    not null
) strict, without rowid;
