-- What undoes an import. version is what a row left of its record: the version that it wrote, 0 when it wrote none; of a stock count, the
-- number of its movement. Rows of before have none.
alter table import_verdicts add column version integer;

-- One undo for each import that anybody wanted undone. planned counts the rows of the import whose records are written down below.
create table import_undos (
  import_id   integer primary key,
  actor       text    not null,
  planned     integer not null default 0,
  records     integer,
  deleted     integer not null default 0,
  restored    integer not null default 0,
  cancelled   integer not null default 0,
  kept        integer not null default 0,
  started_at  integer not null,
  updated_at  integer not null,
  finished_at integer
) strict;
create index import_undos_open on import_undos (import_id) where finished_at is null;

-- The records that the import made or changed, and what became of each. row and line are those of its last row about the record;
-- first_version, last_version and versions tell whether anybody else wrote in between; unknown, that a version before kept too little.
create table import_undo_records (
  import_id     integer not null,
  record_id     integer not null,
  row           integer not null,
  line          integer not null,
  is_made       integer not null,
  first_version integer,
  last_version  integer,
  versions      integer not null,
  unknown       integer not null,
  outcome       text    check (outcome in ('deleted', 'restored', 'cancelled', 'kept')),
  message       text,
  primary key (import_id, record_id)
) strict, without rowid;
create unique index import_undo_records_row on import_undo_records (import_id, row);
create index import_undo_records_due on import_undo_records (import_id, row) where outcome is null;
