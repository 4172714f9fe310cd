-- Deliveries are divided into parts, each of which one process at a time brings to the target. Those from before are in the first one: order
-- does not depend on it, for whatever their part, only the first open one of a lane is pending.
alter table deliveries add column part bigint not null default 0;
drop index deliveries_due;
create index deliveries_due on deliveries (target, part, due_at, id) where state = 'pending';

-- Writes overlap here: two that both find a lane empty can't both put a pending delivery at its head. One of them runs again.
create unique index deliveries_head on deliveries (flow, subject) where state = 'pending';

-- Each delivery is updated soon after it was added, and its entries in the partial indexes are dead from then on. They are found from
-- the old end, so they must go often, not after a fifth of a long history; also when they are on few of the table's pages.
alter table deliveries set (
  fillfactor = 85, autovacuum_vacuum_scale_factor = 0.005, autovacuum_vacuum_threshold = 20000, vacuum_index_cleanup = on,
  autovacuum_analyze_scale_factor = 0.01, autovacuum_analyze_threshold = 10000
);
