-- The values of custom fields, as JSON.
alter table packages add column custom text collate "C";
