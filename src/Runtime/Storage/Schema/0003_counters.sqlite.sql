-- Several shards for each counter, for stores where commits at the same time would wait for each other on one row; here there is one.
create table sharded_counters (
  name  text    not null,
  value integer not null,
  shard integer not null default 0,
  primary key (name, shard)
) strict, without rowid;
insert into sharded_counters (name, value) select name, value from counters;
drop table counters;
alter table sharded_counters rename to counters;
