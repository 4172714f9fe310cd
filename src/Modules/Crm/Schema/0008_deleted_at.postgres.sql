-- Flows that ask what changed hear of what was deleted, too, in the order in which it was.
create index tombstones_at on tombstones (kind, deleted_at, record_id);
