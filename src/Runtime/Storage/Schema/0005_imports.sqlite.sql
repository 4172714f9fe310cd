-- Bulk imports, of whatever a module has. One row for each run, kept up to date by the commits of its rows: after a crash it says exactly what is done.
-- former_id is the number by which a run is known to callers where that is not its id: each resource counted for itself once.
create table import_runs (
  id          integer primary key autoincrement,
  resource    text    not null,
  former_id   integer,
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
create unique index import_runs_known on import_runs (resource, (coalesce(former_id, id)));
create unique index import_runs_open on import_runs (resource, run) where finished_at is null;
create unique index import_runs_request on import_runs (resource, request_key) where request_key is not null;
create index import_runs_run on import_runs (resource, run, id);
create index import_runs_updated on import_runs (updated_at);

-- What became of each row: the verdict file. row counts data rows from 1, line is where the row begins in the file, record_id is what the row is
-- about, amount is what the row comes to in ten-thousandths, below zero for goods that come back.
create table import_verdicts (
  import_id integer not null,
  row       integer not null,
  outcome   text    not null check (outcome in ('created', 'updated', 'unchanged', 'refused')),
  record_id integer,
  message   text,
  line      integer not null,
  amount    integer,
  primary key (import_id, row)
) strict, without rowid;
