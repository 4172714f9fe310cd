-- Customers as they are now; what they were is in history. A deleted customer leaves the table and gets a tombstone.
-- Columns that end in _key, and search, are folded by the program (NFC, lower case): SQLite's own lower knows ASCII only.
create table customers (
  id           integer primary key autoincrement,
  external_id  text,
  source       text,
  organisation text,
  name         text    not null,
  name_key     text    not null,
  email        text,
  email_key    text,
  phone        text,
  line         text,
  city         text,
  region       text,
  postal_code  text,
  country      text,
  country_key  text,
  status       text    not null check (status in ('active', 'inactive')),
  search       text    not null,
  version      integer not null,
  created_at   integer not null,
  updated_at   integer not null
) strict;
create unique index customers_email on customers (email_key) where email_key is not null;
create unique index customers_external on customers (source, external_id) where external_id is not null;
create index customers_name on customers (name_key);
create index customers_country on customers (country_key) where country_key is not null;
create index customers_inactive on customers (status) where status = 'inactive';
create index customers_updated on customers (updated_at);

create virtual table customers_search using fts5 (search, content = 'customers', content_rowid = 'id', tokenize = 'trigram');

-- Up to which id the search index knows the customers. It is brought up to date many rows at a time; searches look through the rest
-- one by one. New rows always have higher ids, so creating one costs the index nothing.
create table customers_indexing (
  indexed_to integer not null
) strict;
insert into customers_indexing (indexed_to) values (0);
