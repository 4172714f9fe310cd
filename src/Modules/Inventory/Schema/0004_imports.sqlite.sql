-- Bulk imports of products. One row for each run, kept up to date by the commits of its rows: after a crash it says exactly what is done.
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
  product_id  integer,
  message     text,
  line        integer not null,
  primary key (import_id, row)
) strict, without rowid;

-- Under which ids of which systems products were imported: what makes a repeat recognise them.
create table product_keys (
  source      text    not null,
  external_id text    not null,
  product_id  integer not null,
  primary key (source, external_id)
) strict, without rowid;

-- The same for stock counts.
create table stock_imports (
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
create unique index stock_imports_open on stock_imports (run) where finished_at is null;
create unique index stock_imports_request on stock_imports (request_key) where request_key is not null;
create index stock_imports_run on stock_imports (run, id);
create index stock_imports_updated on stock_imports (updated_at);

create table stock_import_rows (
  import_id   integer not null,
  row         integer not null,
  outcome     text    not null check (outcome in ('created', 'updated', 'unchanged', 'refused')),
  product_id  integer,
  message     text,
  line        integer not null,
  primary key (import_id, row)
) strict, without rowid;
