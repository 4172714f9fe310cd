-- The values of custom fields, as JSON.
alter table customers add column custom text;
