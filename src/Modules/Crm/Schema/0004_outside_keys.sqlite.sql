-- Ids of other systems are found in any spelling, by columns that the program folds. What the databases' own lower does not know, and e-mails
-- whose domain is not in the form of DNS, the program folds anew.
alter table customers add column source_key text;
alter table customers add column external_key text;
update customers set source_key = lower(source), external_key = lower(external_id) where source is not null or external_id is not null;
create index customers_external_key on customers (external_key) where external_key is not null;
insert into stale_keys (kind, record_id) select 'customer', id from customers where email_key like '%xn--%'
  or email_key glob '*[^ -~]*' or email_key glob ' *' or email_key glob '* '
  or external_id glob '*[^ -~]*' or external_id glob ' *' or external_id glob '* '
  or source glob '*[^ -~]*' or source glob ' *' or source glob '* ';
