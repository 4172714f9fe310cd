-- Reports that are sent out by themselves. last_at is the newest time for which a run was noted down.
create table schedules (
  id integer primary key autoincrement,
  name text not null,
  report text not null,
  query text not null,
  cron text not null,
  zone text not null,
  format text not null check (format in ('csv', 'json')),
  mail text,
  folder text,
  actor text not null,
  last_at integer not null,
  created_at integer not null
) strict;
create unique index schedules_name on schedules (name);

-- Each time of a schedule is one run, which stays pending until its report has arrived, or is given up.
create table schedule_runs (
  schedule_id integer not null,
  due_at integer not null,
  state text not null check (state in ('pending', 'done', 'failed')),
  attempts integer not null default 0,
  next_at integer not null,
  reason text,
  finished_at integer,
  primary key (schedule_id, due_at)
) strict, without rowid;
create index schedule_runs_pending on schedule_runs (next_at) where state = 'pending';
create index schedule_runs_finished on schedule_runs (finished_at) where finished_at is not null;
