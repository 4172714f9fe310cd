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

-- What became of each row: the verdict file. row counts data rows from 1, line is where the row begins in
-- the file, amount is what the row comes to in ten-thousandths, below zero for goods that come back.
create table import_rows (
  import_id   integer not null,
  row         integer not null,
  outcome     text    not null check (outcome in ('created', 'updated', 'unchanged', 'refused')),
  order_id    integer,
  message     text,
  line        integer not null,
  amount      integer,
  primary key (import_id, row)
) strict, without rowid;

-- Under which ids of which systems orders were imported: what makes a repeat recognise them. met has a bit for each of the order's lines: whether
-- the import has had a row about it so far.
create table order_keys (
  source      text    not null,
  external_id text    not null,
  order_id    integer not null,
  import_id   integer not null,
  met         blob    not null,
  primary key (source, external_id)
) strict, without rowid;
