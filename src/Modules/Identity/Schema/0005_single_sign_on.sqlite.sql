-- Sign-ins at the outside provider that have ended well, so that each counts once: SHA-256 of the state. One that is under way is in a
-- sealed cookie of its browser alone. Rows go once that cookie has expired.
create table sso_used (
  state_hash blob    primary key,
  expires_at integer not null
) strict, without rowid;
create index sso_used_expiry on sso_used (expires_at);

-- Whose tokens of the provider were ended: those issued up to then do not count, though the provider's signature is good. barred: a
-- disabled user had this link last; nobody comes in by it until an admin links it with a user again. Rows stay, one per person at most.
create table ended_links (
  link     text    primary key,
  ended_at integer not null,
  barred   integer not null check (barred in (0, 1))
) strict, without rowid;
