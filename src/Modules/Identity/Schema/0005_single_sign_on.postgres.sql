-- Sign-ins at the outside provider that have ended well, so that each counts once: SHA-256 of the state. One that is under way is in a
-- sealed cookie of its browser alone. Rows go once that cookie has expired.
create table sso_used (
  state_hash bytea  primary key,
  expires_at bigint not null
);
create index sso_used_expiry on sso_used (expires_at);

-- Whose tokens of the provider were ended: those issued up to then do not count, though the provider's signature is good. barred: a
-- disabled user had this link last; nobody comes in by it until an admin links it with a user again. Rows stay, one per person at most.
create table ended_links (
  link     text collate "C" primary key,
  ended_at bigint           not null,
  barred   bigint           not null check (barred in (0, 1))
);
