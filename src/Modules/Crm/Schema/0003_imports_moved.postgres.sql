-- Runs and verdicts of imports go to the tables of the runtime, and keep their numbers; those that were given are not given again.
insert into import_runs
  (id, resource, run, request_key, actor, ignored, rows, created, updated, unchanged, refused, started_at, updated_at, finished_at)
  select id, 'customers', run, request_key, actor, ignored, rows, created, updated, unchanged, refused, started_at, updated_at, finished_at
  from imports;
insert into import_verdicts (import_id, row, outcome, record_id, message, line)
  select import_id, row, outcome, customer_id, message, line from import_rows order by import_id, row;
select setval(pg_get_serial_sequence('import_runs', 'id'), last_value, is_called) from imports_id_seq;
drop table import_rows;
drop table imports;
