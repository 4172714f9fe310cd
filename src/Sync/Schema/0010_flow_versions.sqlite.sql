-- Every text of a flow that was applied. tables holds the CSV files that the text names, as a JSON object: a version is whole by itself.
create table flow_versions (
  flow       text    not null,
  version    integer not null,
  sha256     text    not null,
  content    text    not null,
  tables     text    not null,
  origin     text    not null,
  applied_by text    not null,
  applied_at integer not null,
  primary key (flow, version)
) strict;

-- Which version is in force. route is what the flow brings where: its links and deliveries mean records of there. file is where the flow
-- comes from, file_sha256 what was read there last: a file that has not changed since takes nothing back that was applied otherwise.
create table flows (
  name         text    primary key,
  version      integer not null,
  route        text,
  state        text    not null check (state in ('on', 'off', 'gone')),
  file         text,
  file_sha256  text,
  paused_at    integer,
  paused_by    text,
  pause_reason text,
  resumed_at   integer
) strict;

-- Counts each change of them, by which every process sees whether it knows them as they are.
create table flow_revision (
  id     integer primary key check (id = 1),
  number integer not null
) strict;
insert into flow_revision (id, number) values (1, 0);
