-- Bulk imports. One row for each run, kept up to date by the commits of its rows: after a crash it says exactly what is done.
create table imports (
  id          integer primary key autoincrement,
  run         text,
  request_key blob,
  actor       text    not null,
  ignored     text    not null,
  rows        integer not null default 0,
  created     integer not null default 0,
  updated     integer not null default 0,
  unchanged   integer not null default 0,
  refused     integer not null default 0,
  started_at  integer not null,
  updated_at  integer not null,
  finished_at integer
) strict;
create unique index imports_open on imports (run) where finished_at is null;
create unique index imports_request on imports (request_key) where request_key is not null;
create index imports_run on imports (run, id);
create index imports_updated on imports (updated_at);

-- What became of each row: the verdict file. row counts data rows from 1, line is where the row begins in the file.
create table import_rows (
  import_id   integer not null,
  row         integer not null,
  outcome     text    not null check (outcome in ('created', 'updated', 'unchanged', 'refused')),
  customer_id integer,
  message     text,
  line        integer not null,
  primary key (import_id, row)
) strict, without rowid;

-- Rows without external id and e-mail are known again by the hash of what they say.
create table import_keys (
  key         blob    primary key,
  customer_id integer not null
) strict, without rowid;

-- Finds a customer that nothing but its content tells apart; only such customers are in it.
create index customers_keyless on customers (name, organisation, phone, line, city, region, postal_code, country)
  where external_id is null and email_key is null;
