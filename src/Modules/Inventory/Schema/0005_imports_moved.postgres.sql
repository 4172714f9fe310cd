-- Runs and verdicts of imports go to the tables of the runtime. Those of products keep their numbers. Those of stock counts, which had the same ones, go
-- behind all that products were given, and stay known by their own; none that was given is given again.
insert into import_runs
  (id, resource, run, request_key, actor, ignored, rows, created, updated, unchanged, refused, started_at, updated_at, finished_at)
  select id, 'products', run, request_key, actor, ignored, rows, created, updated, unchanged, refused, started_at, updated_at, finished_at
  from imports;
insert into import_verdicts (import_id, row, outcome, record_id, message, line)
  select import_id, row, outcome, product_id, message, line from import_rows order by import_id, row;
insert into import_runs
  (id, resource, former_id, run, request_key, actor, ignored, rows, created, updated, unchanged, refused, started_at, updated_at, finished_at)
  select id + (select case when is_called then last_value else 0 end from imports_id_seq), 'stock', id,
    run, request_key, actor, ignored, rows, created, updated, unchanged, refused, started_at, updated_at, finished_at
  from stock_imports;
insert into import_verdicts (import_id, row, outcome, record_id, message, line)
  select import_id + (select case when is_called then last_value else 0 end from imports_id_seq), row, outcome, product_id, message, line
  from stock_import_rows order by import_id, row;

-- An upload of stock counts that is at work when its process is killed holds its run for as long as before.
update leases set name = 'import:' || (cast(substr(name, 14) as bigint) + (select case when is_called then last_value else 0 end from imports_id_seq))
  where substr(name, 1, 13) = 'stock_import:';
select setval(pg_get_serial_sequence('import_runs', 'id'), greatest(given, 1), given > 0)
  from (select (select case when is_called then last_value else 0 end from imports_id_seq)
    + (select case when is_called then last_value else 0 end from stock_imports_id_seq) as given) as both_of_them;
drop table stock_import_rows;
drop table stock_imports;
drop table import_rows;
drop table imports;
