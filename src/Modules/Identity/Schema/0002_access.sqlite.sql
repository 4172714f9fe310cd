-- customer_id: the customer of Crm that a user is. sso_subject: issuer, a blank and the subject at the outside OpenID provider; such a
-- user may have no password (an empty hash, which no password fits). totp_secret is sealed; totp_step is the last time step that was
-- used, so that no code counts twice.
alter table users add column customer_id integer;
alter table users add column sso_subject text;
alter table users add column totp_secret blob;
alter table users add column totp_step   integer not null default 0;
create unique index users_sso on users (sso_subject) where sso_subject is not null;

-- A portal session is known by the SHA-256 of its cookie instead of by refresh tokens.
alter table sessions add column cookie_hash blob;
create unique index sessions_cookie on sessions (cookie_hash) where cookie_hash is not null;

-- Machines that call the API. scopes narrow what the roles allow; null narrows nothing.
create table clients (
  id            integer primary key autoincrement,
  client_id     text    not null,
  name          text    not null,
  roles         text    not null,
  scopes        text,
  dialect       text,
  disabled      integer not null default 0 check (disabled in (0, 1)),
  token_version integer not null default 1,
  version       integer not null default 1,
  created_at    integer not null,
  updated_at    integer not null
) strict;
create unique index clients_client_id on clients (client_id);

-- The secrets of a client, as many as it likes, so that one can be changed for the next without a pause. hash is the SHA-256 of
-- 256 random bits; it alone finds the row.
create table api_keys (
  id           integer primary key autoincrement,
  hash         blob    not null,
  client       integer not null,
  name         text    not null,
  scopes       text,
  created_at   integer not null,
  expires_at   integer,
  last_used_at integer
) strict;
create unique index api_keys_hash on api_keys (hash);
create index api_keys_client on api_keys (client, id);

-- From which token version on the tokens of a subject count; those of a session or key never again. Read at start, so that what was
-- revoked stays so. Rows of subjects stay, for a client that takes the name of a deleted one; the others go when no token lives any more.
create table revocations (
  subject    text    primary key,
  below      integer not null,
  revoked_at integer not null
) strict, without rowid;
create index revocations_at on revocations (revoked_at);
