-- A welcome package that came with a customer who was merged into one with a welcome package of its own stays one, as the second.
alter table packages add column is_second bigint not null default 0;
drop index packages_customer;
create unique index packages_customer on packages (customer_id, (case when kind = 'welcome' and is_second = 0 then 0 else id end));
