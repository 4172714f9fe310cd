-- Files beside records. What they are is told by their bytes (type), which lie in parts, so that none is read as a whole.
create table files (
  id        integer primary key autoincrement,
  kind      text    not null,
  record_id integer not null,
  name      text    not null,
  type      text    not null,
  size      integer not null,
  digest    blob    not null,
  added_by  text    not null,
  added_at  integer not null
) strict;
create index files_record on files (kind, record_id, id);

create table file_parts (
  file_id integer not null,
  part    integer not null,
  bytes   blob    not null,
  primary key (file_id, part)
) strict;
