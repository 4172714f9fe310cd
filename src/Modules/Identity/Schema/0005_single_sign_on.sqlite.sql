-- A sign-in at the outside provider that is under way. cookie_hash is the SHA-256 of the cookie of the browser that began it; secrets
-- holds state, nonce and code verifier, sealed. Whoever comes back takes the row away, so that it counts once.
create table sso_attempts (
  cookie_hash blob    primary key,
  secrets     blob    not null,
  return_to   text    not null,
  expires_at  integer not null
) strict, without rowid;
create index sso_attempts_expiry on sso_attempts (expires_at);
