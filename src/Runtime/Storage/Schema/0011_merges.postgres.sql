-- Which records of this module followed a customer that was merged into another, so that an undo gives just these back. Where a merge
-- stands in merge_ends it was undone, and nothing follows it any more, however late somebody comes who has not heard of that.
create table merge_moves (
  merge_id  bigint not null,
  kind      text collate "C"    not null,
  record_id bigint not null,
  at        bigint not null,
  primary key (merge_id, kind, record_id)
);
create index merge_moves_at on merge_moves (at);

create table merge_ends (
  merge_id bigint primary key,
  at       bigint not null
);
