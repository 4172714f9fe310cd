-- search is folded by the program: what is searched of the name and the address, as for the records. Rows of before have what their keys
-- say, until the program has made theirs anew behind its start.
create extension if not exists pg_trgm;
alter table users add column search text collate "C" not null default '';
update users set search = name_key || ' ' || email_key;
create index users_search on users using gin (search gin_trgm_ops);
