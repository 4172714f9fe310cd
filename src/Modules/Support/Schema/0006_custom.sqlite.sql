-- The values of custom fields, as JSON.
alter table tickets add column custom text;
