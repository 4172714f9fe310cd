-- What undoes an import. version is what a row left of its record: the version that it wrote, 0 when it wrote none; of a stock count, the
-- number of its movement. Rows of before have none.
alter table import_verdicts add column version bigint;

-- One undo for each import that anybody wanted undone. planned counts the rows of the import whose records are written down below.
create table import_undos (
  import_id   bigint           primary key,
  actor       text collate "C" not null,
  planned     bigint not null default 0,
  records     bigint,
  deleted     bigint not null default 0,
  restored    bigint not null default 0,
  cancelled   bigint not null default 0,
  kept        bigint not null default 0,
  started_at  bigint not null,
  updated_at  bigint not null,
  finished_at bigint
);
create index import_undos_open on import_undos (import_id) where finished_at is null;

-- The records that the import made or changed, and what became of each. row and line are those of its last row about the record;
-- first_version, last_version and versions tell whether anybody else wrote in between; unknown, that a version before kept too little.
create table import_undo_records (
  import_id     bigint not null,
  record_id     bigint not null,
  row           bigint not null,
  line          bigint not null,
  is_made       bigint not null,
  first_version bigint,
  last_version  bigint,
  versions      bigint not null,
  unknown       bigint not null,
  outcome       text collate "C" check (outcome in ('deleted', 'restored', 'cancelled', 'kept')),
  message       text collate "C",
  primary key (import_id, record_id)
);
create unique index import_undo_records_row on import_undo_records (import_id, row);
create index import_undo_records_due on import_undo_records (import_id, row) where outcome is null;
