-- signs_from: verifiers see a new key in the key set before tokens come that it signed. retires_at is set when a newer key takes over: by
-- then every token that this one signed has expired. A retired key keeps its public part only.
alter table signing_keys add column signs_from bigint not null default 0;
alter table signing_keys add column retires_at bigint;

-- Secrets that Lockstep needs from outside, sealed.
create table secrets (
  name       text collate "C" primary key,
  blob       bytea            not null,
  version    bigint           not null,
  updated_at bigint           not null,
  updated_by text collate "C" not null
);
