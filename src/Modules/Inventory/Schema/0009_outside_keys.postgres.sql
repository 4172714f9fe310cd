-- Products say which system their external id is of, as customers do; for those that were imported the import knew it. They are found in any
-- spelling, by columns that the program folds; what the databases' own lower does not know, it folds anew.
alter table products add column source text collate "C";
alter table products add column source_key text collate "C";
alter table products add column external_key text collate "C";
update products set external_key = lower(external_id), source = (
  select min(k.source) from product_keys k where k.product_id = products.id and k.external_id = products.external_id)
  where external_id is not null;
update products set source_key = lower(source) where source is not null;
drop index products_external;
create index products_external_key on products (external_key) where external_key is not null;
insert into stale_keys (kind, record_id) select 'product', id from products where sku ~ '[^ -~]' or sku ~ '^ | $'
  or external_id ~ '[^ -~]' or external_id ~ '^ | $'
  or source ~ '[^ -~]' or source ~ '^ | $';
