-- A stock task that can't succeed ends as a stuck one: it is tried again when somebody says so, or closed by somebody who says why.
alter table stock_tasks add column stuck_at integer;
alter table stock_tasks add column closed_at integer;
alter table stock_tasks add column closed_by text;
alter table stock_tasks add column closed_reason text;
create index stock_tasks_stuck on stock_tasks (stuck_at) where stuck_at is not null;
create index stock_tasks_closed on stock_tasks (closed_at) where closed_at is not null;
