-- Counts the commits that changed facts.
alter table editions add column version integer not null default 0;

-- In which of them facts of a kind changed last, orders and tickets by the month of UTC in which they were placed or entered: an answer
-- holds for as long as what it was made of has the same versions.
create table fact_versions (
  edition integer not null,
  kind    text    not null,
  month   integer not null,
  version integer not null,
  primary key (edition, kind, month)
) strict, without rowid;

-- Sums of whole years (grain 2), of what is there by months.
insert into customer_sales (edition, grain, slot, customer_id, currency, sales, returns, gross, refunds)
select edition, 2, slot / 12, customer_id, currency, sum(sales), sum(returns), sum(gross), sum(refunds)
from customer_sales where grain = 1 group by edition, slot / 12, customer_id, currency;
insert into country_sales (edition, grain, slot, country, currency, sales, returns, gross, refunds)
select edition, 2, slot / 12, country, currency, sum(sales), sum(returns), sum(gross), sum(refunds)
from country_sales where grain = 1 group by edition, slot / 12, country, currency;
insert into product_sales (edition, grain, slot, product_id, currency, sales, returns, gross, refunds)
select edition, 2, slot / 12, product_id, currency, sum(sales), sum(returns), sum(gross), sum(refunds)
from product_sales where grain = 1 group by edition, slot / 12, product_id, currency;

-- Why a rebuild has not come to its end, and when it is tried next.
alter table rebuilds add column attempts integer not null default 0;
alter table rebuilds add column next_at integer;
alter table rebuilds add column reason text;

-- A schedule whose author may no longer have it is stopped.
alter table schedules add column stopped_at integer;
alter table schedules add column stop_reason text;
