-- Which records of this module followed a customer that was merged into another, so that an undo gives just these back. Where a merge
-- stands in merge_ends it was undone, and nothing follows it any more, however late somebody comes who has not heard of that.
create table merge_moves (
  merge_id  integer not null,
  kind      text    not null,
  record_id integer not null,
  at        integer not null,
  primary key (merge_id, kind, record_id)
) strict, without rowid;
create index merge_moves_at on merge_moves (at);

create table merge_ends (
  merge_id integer primary key,
  at       integer not null
) strict;
