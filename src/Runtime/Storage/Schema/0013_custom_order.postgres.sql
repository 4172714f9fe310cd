-- The values of custom fields in their order, for ranges and sorted lists. What has no place yet gets it behind each start:
-- what is there now, and what a process of the version before still writes.
alter table custom_values add column place text collate "C";
create index custom_values_place on custom_values (kind, field, place, record_id);
create index custom_values_unplaced on custom_values (kind, record_id) where place is null;

-- Whether a record has a value of a field is asked of each record of a list: by an index for just that, or the planner takes one by which it goes through all values of the field.
create index custom_values_of on custom_values (kind, record_id, field);
drop index custom_values_record;

-- Definitions are records with a history and events, and so have an id for each kind. One that was taken away stays as long as values may stand under its name.
alter table custom_fields add column id bigint not null default 0;
alter table custom_fields add column removed_at bigint;
update custom_fields set id = (select count(*) from custom_fields o where o.kind = custom_fields.kind and o.name <= custom_fields.name);
create unique index custom_fields_id on custom_fields (kind, id);

-- Those that are there get their history at the next start, by the list of stale keys.
insert into stale_keys (kind, record_id) select kind || '-field', id from custom_fields where true on conflict do nothing;
