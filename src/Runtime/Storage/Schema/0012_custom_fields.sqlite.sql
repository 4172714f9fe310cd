-- Fields that people gave to kinds of records. The values are in the records themselves, as JSON; custom_values is how lists find them: key is
-- the hash of the folded value.
create table custom_fields (
  kind        text    not null,
  name        text    not null,
  type        text    not null check (type in ('text', 'number', 'money', 'date', 'instant', 'boolean', 'choice')),
  is_required integer not null,
  choices     text    not null,
  min         text,
  max         text,
  description text,
  version     integer not null,
  created_at  integer not null,
  updated_at  integer not null,
  primary key (kind, name)
) strict, without rowid;

create table custom_values (
  kind      text    not null,
  field     text    not null,
  key       blob    not null,
  record_id integer not null,
  primary key (kind, field, key, record_id)
) strict, without rowid;
create index custom_values_record on custom_values (kind, record_id);
