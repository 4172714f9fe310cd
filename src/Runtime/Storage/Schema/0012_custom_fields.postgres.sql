-- Fields that people gave to kinds of records. The values are in the records themselves, as JSON; custom_values is how lists find them: key is
-- the hash of the folded value.
create table custom_fields (
  kind        text collate "C"    not null,
  name        text collate "C"    not null,
  type        text collate "C"    not null check (type in ('text', 'number', 'money', 'date', 'instant', 'boolean', 'choice')),
  is_required bigint not null,
  choices     text collate "C"    not null,
  min         text collate "C",
  max         text collate "C",
  description text collate "C",
  version     bigint not null,
  created_at  bigint not null,
  updated_at  bigint not null,
  primary key (kind, name)
);

create table custom_values (
  kind      text collate "C"    not null,
  field     text collate "C"    not null,
  key       bytea    not null,
  record_id bigint not null,
  primary key (kind, field, key, record_id)
);
create index custom_values_record on custom_values (kind, record_id);
