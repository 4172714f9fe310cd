-- Which record here stands for a record of a flow's source, and which version of that was written last: so that a repeat has no second
-- effect, however late it comes, and a record of the source never becomes two here.
create table flow_writes (
  key            text collate "C" not null,
  kind           text collate "C" not null,
  source_version bigint           not null,
  record_id      bigint           not null,
  record_version bigint           not null,
  at             bigint           not null,
  primary key (key, kind)
);
