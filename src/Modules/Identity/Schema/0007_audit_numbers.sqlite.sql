-- The last number that an entry got. Numbers have no gaps and none is used twice, so that an entry that goes is missed.
create table audit_numbers (
  id   integer primary key check (id = 1),
  last integer not null
) strict;
insert into audit_numbers (id, last) values (1, coalesce((select seq from sqlite_sequence where name = 'audit'), 0));
