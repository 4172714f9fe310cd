-- Which record here stands for a record of a flow's source, and which version of that was written last: so that a repeat has no second
-- effect, however late it comes, and a record of the source never becomes two here.
create table flow_writes (
  key            text    not null,
  kind           text    not null,
  source_version integer not null,
  record_id      integer not null,
  record_version integer not null,
  at             integer not null,
  primary key (key, kind)
) strict, without rowid;
