-- The row of a customer that was merged stays, empty but for keys that lead to the one that is left.
alter table customers add column merged_into integer;
create index customers_merged on customers (merged_into) where merged_into is not null;

-- Two customers that became one. due_at says when somebody looks whether there is anything left to follow; null when nobody does any more.
-- kept is what an undo needs, as JSON, until its time is over or the person is erased.
create table customer_merges (
  id        integer primary key autoincrement,
  loser     integer not null,
  survivor  integer not null,
  state     text    not null check (state in ('following', 'done', 'undoing', 'undone')),
  actor     text    not null,
  merged_at integer not null,
  undone_at integer,
  undone_by text,
  looks     integer not null,
  due_at    integer,
  kept      text
) strict;
create unique index customer_merges_open on customer_merges (loser) where state <> 'undone';
create index customer_merges_loser on customer_merges (loser, id);
create index customer_merges_survivor on customer_merges (survivor, id);
create index customer_merges_due on customer_merges (due_at) where due_at is not null;
create index customer_merges_kept on customer_merges (merged_at) where kept is not null;

-- How far the records of each kind are; moved counts those that have followed, or are still to go back.
create table customer_merge_parts (
  merge_id integer not null,
  part     text    not null,
  moved    integer not null,
  is_done  integer not null,
  fault    text,
  primary key (merge_id, part)
) strict, without rowid;
