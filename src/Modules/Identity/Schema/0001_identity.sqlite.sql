-- People who sign in. email_key is folded by the program (NFC, lower case). token_version grows when tokens issued so far must
-- no longer count: the user was disabled, got other roles, or signed out everywhere.
create table users (
  id            integer primary key autoincrement,
  email         text    not null,
  email_key     text    not null,
  name          text    not null,
  password_hash text    not null,
  roles         text    not null,
  disabled      integer not null default 0 check (disabled in (0, 1)),
  token_version integer not null default 1,
  version       integer not null default 1,
  created_at    integer not null,
  updated_at    integer not null
) strict;
create unique index users_email on users (email_key);

-- A session is the family of refresh tokens that one sign-in began; revoking it ends all of them.
create table sessions (
  id            blob    primary key,
  user_id       integer not null,
  token_version integer not null,
  created_at    integer not null,
  expires_at    integer not null,
  revoked_at    integer
) strict, without rowid;
create index sessions_user on sessions (user_id);
create index sessions_expiry on sessions (expires_at);

-- hash is the SHA-256 of the token; a used one stays until it expires, so that its reuse is noticed.
create table refresh_tokens (
  hash       blob    primary key,
  session_id blob    not null,
  expires_at integer not null,
  used_at    integer
) strict, without rowid;
create index refresh_tokens_expiry on refresh_tokens (expires_at);

-- The keys that sign access tokens, private part sealed with the master key. A retired key verifies nothing any more.
create table signing_keys (
  kid         text    primary key,
  public_key  blob    not null,
  private_key blob    not null,
  created_at  integer not null,
  retired_at  integer
) strict, without rowid;
