-- Who was erased, and when: whatever is taken in later and tells of before says nothing. A row when an erasure begins, and one with each
-- of its commits; by the newest one every process sees whether what it has in memory is still what the table says.
create table erasures (
  id       integer primary key autoincrement,
  subject  text    not null,
  mentions text,
  at       integer not null
) strict;
create index erasures_at on erasures (at);

-- The log of one webhook, by state.
create index deliveries_flow_state on deliveries (flow, state, id) where event is not null;
