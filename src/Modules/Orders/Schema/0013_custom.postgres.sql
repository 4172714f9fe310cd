-- The values of custom fields, as JSON.
alter table orders add column custom text collate "C";
