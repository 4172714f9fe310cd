-- What the staff write down about customers. Files of customers are in the tables of the runtime.
create table customer_notes (
  id          integer primary key autoincrement,
  customer_id integer not null,
  text        text    not null,
  author      text    not null,
  version     integer not null,
  created_at  integer not null,
  updated_at  integer not null
) strict;
create index customer_notes_customer on customer_notes (customer_id, id);
create index customer_notes_updated on customer_notes (updated_at, id);
