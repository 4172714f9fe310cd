-- search is folded by the program: what is searched of the name and the address, as for the records. Rows of before,
-- and those of a process of the version before, get theirs behind the next start: all under the lock of this script would stop sign-ins.
create extension if not exists pg_trgm;
alter table users add column search text collate "C" not null default '';
create index users_search on users using gin (search gin_trgm_ops);
create index users_unsearched on users (id) where search = '';
