-- A delivery that was replayed may bring its record as it is when it goes, rather than as it was when the delivery was made.
alter table deliveries add column is_current bigint not null default 0;

-- How many are dead now, by flow and cause, is counted every few seconds.
create index deliveries_dead_why on deliveries (flow, cause) where state = 'dead';
