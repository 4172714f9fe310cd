-- Which form the search texts of a record have, up to which id; the largest number when all have it. A form that is not the program's is
-- made anew.
create table search_forms (
  resource text collate "C" not null primary key,
  form     bigint not null,
  done_to  bigint not null
);
