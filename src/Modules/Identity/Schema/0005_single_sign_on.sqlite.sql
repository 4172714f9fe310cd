-- Sign-ins at the outside provider that have ended well, so that each counts once: SHA-256 of the state. One that is under way is in a
-- sealed cookie of its browser alone. Rows go once that cookie has expired.
create table sso_used (
  state_hash blob    primary key,
  expires_at integer not null
) strict, without rowid;
create index sso_used_expiry on sso_used (expires_at);
