-- Orders say which system their external id is of, as customers do; for those that were imported the import knew it. They are found in any
-- spelling, by columns that the program folds; what the databases' own lower does not know, it folds anew.
alter table orders add column source text collate "C";
alter table orders add column source_key text collate "C";
alter table orders add column external_key text collate "C";
update orders set external_key = lower(external_id), source = (
  select min(k.source) from order_keys k where k.order_id = orders.id and k.external_id = orders.external_id)
  where external_id is not null;
update orders set source_key = lower(source) where source is not null;
drop index orders_external;
create index orders_external_key on orders (external_key) where external_key is not null;
insert into stale_keys (kind, record_id) select 'order', id from orders where external_id ~ '[^ -~]' or external_id ~ '^ | $'
  or source ~ '[^ -~]' or source ~ '^ | $';
