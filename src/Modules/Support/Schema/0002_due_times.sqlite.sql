-- When people work, and what is promised by priority. What it says is JSON, as the API takes it. The calendar "default" is for all queues that no
-- other one names.
create table ticket_calendars (
  name       text    not null primary key,
  body       text    not null,
  version    integer not null,
  updated_at integer not null
) strict, without rowid;
create table ticket_queues (
  queue_key text not null primary key,
  calendar  text not null
) strict, without rowid;
create index ticket_queues_calendar on ticket_queues (calendar);
insert into ticket_calendars (name, body, version, updated_at) values ('default',
  '{"timeZone":"UTC","hours":{"monday":["09:00-17:00"],"tuesday":["09:00-17:00"],"wednesday":["09:00-17:00"],"thursday":["09:00-17:00"],"friday":["09:00-17:00"]},"holidays":[],"queues":[],' ||
  '"targets":{"low":{"firstAnswerMinutes":960,"solutionMinutes":4800},"normal":{"firstAnswerMinutes":480,"solutionMinutes":1440},"high":{"firstAnswerMinutes":240,"solutionMinutes":480},"urgent":{"firstAnswerMinutes":60,"solutionMinutes":240}}}', 1, 0);
