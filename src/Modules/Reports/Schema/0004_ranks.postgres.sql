-- Whoever writes or reads facts looks here first: so a process of the version before waits, and neither of the two for the other in a
-- circle.
lock table editions in access exclusive mode;

-- Sums of all time (grain 3, in the slot 0), of what is there by years. A customer who moves takes them along as the others.
insert into customer_sales (edition, grain, slot, customer_id, currency, sales, returns, gross, refunds)
select edition, 3, 0, customer_id, currency, cast(sum(sales) as bigint), cast(sum(returns) as bigint),
  cast(sum(gross) as bigint), cast(sum(refunds) as bigint)
from customer_sales where grain = 2 group by edition, customer_id, currency;
insert into country_sales (edition, grain, slot, country, currency, sales, returns, gross, refunds)
select edition, 3, 0, country, currency, cast(sum(sales) as bigint), cast(sum(returns) as bigint),
  cast(sum(gross) as bigint), cast(sum(refunds) as bigint)
from country_sales where grain = 2 group by edition, country, currency;
insert into product_sales (edition, grain, slot, product_id, currency, sales, returns, gross, refunds)
select edition, 3, 0, product_id, currency, cast(sum(sales) as bigint), cast(sum(returns) as bigint),
  cast(sum(gross) as bigint), cast(sum(refunds) as bigint)
from product_sales where grain = 2 group by edition, product_id, currency;

-- The highest of a year and of all time are read in their order. One index for each grain: a statement that names the grain is seen to need
-- no other rows.
create index customer_sales_year on customer_sales (edition, slot, currency, (gross - refunds) desc, customer_id) where grain = 2;
create index customer_sales_ever on customer_sales (edition, slot, currency, (gross - refunds) desc, customer_id) where grain = 3;
create index product_sales_year on product_sales (edition, slot, currency, (gross - refunds) desc, product_id) where grain = 2;
create index product_sales_ever on product_sales (edition, slot, currency, (gross - refunds) desc, product_id) where grain = 3;

-- The version of each fact that the sums of years and of all time, and the versions of answers, know of. A process of the version before
-- writes facts, days and months and leaves this behind: such facts are strays, until the rest is made good for them.
alter table order_facts add column noted bigint not null default 0;
alter table customer_facts add column noted bigint not null default 0;
alter table product_facts add column noted bigint not null default 0;
alter table ticket_facts add column noted bigint not null default 0;
update order_facts set noted = version;
update customer_facts set noted = version;
update product_facts set noted = version;
update ticket_facts set noted = version;
create index order_facts_strays on order_facts (edition) where noted <> version;
create index customer_facts_strays on customer_facts (edition) where noted <> version;
create index product_facts_strays on product_facts (edition) where noted <> version;
create index ticket_facts_strays on ticket_facts (edition) where noted <> version;
