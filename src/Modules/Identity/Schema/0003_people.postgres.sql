-- name_key is folded by the program (NFC, lower case). Until now there was only the first admin, whose name is plain ASCII.
alter table users add column name_key text collate "C" not null default '';
update users set name_key = lower(name);
create index users_name on users (name_key);
create index users_updated on users (updated_at);
create index users_disabled on users (disabled);
create index users_roles on users (roles, disabled);
insert into counters (name, value) select 'users', count(*) from users;

-- A secret that was shown, but not yet proved with a code; sealed like totp_secret.
alter table users add column totp_pending bytea;

-- The code with which a user sets a password: one at a time, as SHA-256 only, null once it was used. mails counts those sent since
-- mails_since, so that nobody floods a mailbox.
create table reset_codes (
  user_id     bigint primary key,
  hash        bytea,
  expires_at  bigint not null,
  mails       bigint not null,
  mails_since bigint not null
);
create unique index reset_codes_hash on reset_codes (hash) where hash is not null;

-- What stands in for a second factor that was lost: SHA-256 of each code; a used one is gone.
create table recovery_codes (
  user_id bigint not null,
  hash    bytea  not null,
  primary key (user_id, hash)
);
