-- search is folded by the program: what is searched of the name and the address, as for the records. Rows of before have what their keys
-- say, until the program has made theirs anew behind its start.
alter table users add column search text not null default '';
update users set search = name_key || ' ' || email_key;
create virtual table users_search using fts5 (search, content = 'users', content_rowid = 'id', tokenize = 'trigram');
insert into users_search (users_search) values ('rebuild');
create index users_unsearched on users (id) where search = '';
