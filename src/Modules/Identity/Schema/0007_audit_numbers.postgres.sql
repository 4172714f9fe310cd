-- The last number that an entry got. Numbers have no gaps and none is used twice, so that an entry that goes is missed. Whoever takes one
-- holds the row until the commit: numbers are in the order of the commits.
create table audit_numbers (
  id   bigint primary key check (id = 1),
  last bigint not null
);
insert into audit_numbers (id, last) values (1, 0);
