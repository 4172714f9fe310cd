-- Runs and verdicts of imports go to the tables of the runtime, and keep their numbers; those that were given are not given again.
insert into import_runs
  (id, resource, run, request_key, actor, ignored, rows, created, updated, unchanged, refused, started_at, updated_at, finished_at)
  select id, 'customers', run, request_key, actor, ignored, rows, created, updated, unchanged, refused, started_at, updated_at, finished_at
  from imports;
insert into import_verdicts (import_id, row, outcome, record_id, message, line)
  select import_id, row, outcome, customer_id, message, line from import_rows order by import_id, row;
delete from sqlite_sequence where name = 'import_runs';
insert into sqlite_sequence (name, seq) select 'import_runs', coalesce(sum(seq), 0) from sqlite_sequence where name = 'imports';
drop table import_rows;
drop table imports;
