-- Which form the search texts of a record have, up to which id; the largest number when all have it. A form that is not the program's is
-- made anew.
create table search_forms (
  resource text not null primary key,
  form     integer not null,
  done_to  integer not null
) strict, without rowid;
