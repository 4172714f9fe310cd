-- Deliveries are divided into parts, each of which one process at a time brings to the target. On SQLite there is one process, and one part.
alter table deliveries add column part integer not null default 0;
drop index deliveries_due;
create index deliveries_due on deliveries (target, part, due_at, id) where state = 'pending';
