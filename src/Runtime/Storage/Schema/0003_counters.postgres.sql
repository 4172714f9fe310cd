-- Several shards for each counter: commits at the same time would wait for each other on one row.
alter table counters add column shard bigint not null default 0;
alter table counters drop constraint counters_pkey;
alter table counters add primary key (name, shard);
