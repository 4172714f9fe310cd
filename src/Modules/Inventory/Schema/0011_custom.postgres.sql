-- The values of custom fields, as JSON.
alter table products add column custom text collate "C";
