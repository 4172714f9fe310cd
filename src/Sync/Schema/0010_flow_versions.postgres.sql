-- Every text of a flow that was applied. tables holds the CSV files that the text names, as a JSON object: a version is whole by itself.
create table flow_versions (
  flow       text collate "C" not null,
  version    bigint           not null,
  sha256     text collate "C" not null,
  content    text collate "C" not null,
  tables     text collate "C" not null,
  origin     text collate "C" not null,
  applied_by text collate "C" not null,
  applied_at bigint           not null,
  primary key (flow, version)
);

-- Which version is in force. route is what the flow brings where: its links and deliveries mean records of there. file is where the flow
-- comes from, file_sha256 what was read there last: a file that has not changed since takes nothing back that was applied otherwise.
create table flows (
  name         text collate "C" primary key,
  version      bigint           not null,
  route        text collate "C",
  state        text collate "C" not null check (state in ('on', 'off', 'gone')),
  file         text collate "C",
  file_sha256  text collate "C",
  paused_at    bigint,
  paused_by    text collate "C",
  pause_reason text collate "C",
  resumed_at   bigint
);

-- Counts each change of them, by which every process sees whether it knows them as they are.
create table flow_revision (
  id     bigint primary key check (id = 1),
  number bigint not null
);
insert into flow_revision (id, number) values (1, 0);
