-- Facts come in editions: one answers, and a new one is built beside it while events go on arriving, which go into both.
create table editions (
  id       integer primary key check (id = 1),
  current  integer not null,
  building integer,
  last     integer not null
) strict;
insert into editions (id, current, building, last) values (1, 0, null, 0);

-- Editions whose rows nobody needs any more, until they are gone.
create table old_editions (
  edition integer primary key
) strict;

-- What builds an edition. A process that is killed leaves 'running' behind, and the next one begins anew.
create table rebuilds (
  id          integer primary key autoincrement,
  state       text    not null check (state in ('asked', 'running', 'done')),
  actor       text    not null,
  asked_at    integer not null,
  started_at  integer,
  finished_at integer,
  kind        text,
  records     integer not null default 0
) strict;
create unique index rebuilds_open on rebuilds (state) where state = 'asked';
insert into rebuilds (state, actor, asked_at) values ('asked', 'system:start', 0);

-- The newest state of each record that was heard of; of one that is gone, its version, so that older news about it changes nothing.
-- Amounts are whole numbers of ten-thousandths, customer 0 is a guest.
create table order_facts (
  edition     integer not null,
  id          integer not null,
  version     integer not null,
  is_gone     integer not null,
  is_counted  integer not null,
  kind        text    not null,
  status      text    not null,
  currency    text    not null,
  customer_id integer not null,
  amount      integer not null,
  placed_at   integer not null,
  primary key (edition, id)
) strict, without rowid;
create index order_facts_placed on order_facts (edition, placed_at) where is_counted = 1;
create index order_facts_customer on order_facts (edition, customer_id, placed_at) where is_counted = 1 and kind = 'sale';

create table order_products (
  edition    integer not null,
  order_id   integer not null,
  product_id integer not null,
  units      integer not null,
  amount     integer not null,
  primary key (edition, order_id, product_id)
) strict, without rowid;

create table customer_facts (
  edition    integer not null,
  id         integer not null,
  version    integer not null,
  is_gone    integer not null,
  country    text    not null,
  created_at integer not null,
  primary key (edition, id)
) strict, without rowid;
create index customer_facts_created on customer_facts (edition, created_at) where is_gone = 0;

-- The first and the last sale of each customer that counts.
create table buyers (
  edition     integer not null,
  customer_id integer not null,
  first_at    integer not null,
  last_at     integer not null,
  primary key (edition, customer_id)
) strict, without rowid;
create index buyers_first on buyers (edition, first_at);
create index buyers_last on buyers (edition, last_at);

create table product_facts (
  edition integer not null,
  id      integer not null,
  version integer not null,
  is_gone integer not null,
  sku     text    not null,
  name    text    not null,
  status  text    not null,
  primary key (edition, id)
) strict, without rowid;

-- Sums by the time at which orders were placed, in UTC. part is 0 for the whole day, 1 to 24 for an hour of it, 101 to 196 for a
-- quarter of an hour. A day of another zone is the day of UTC and what lies between the two midnights.
create table sales (
  edition  integer not null,
  part     integer not null,
  day      integer not null,
  currency text    not null,
  status   text    not null,
  sales    integer not null,
  returns  integer not null,
  gross    integer not null,
  refunds  integer not null,
  primary key (edition, part, day, currency, status)
) strict, without rowid;

-- Sums of what counts, by days (grain 0) and months (grain 1) of UTC.
create table customer_sales (
  edition     integer not null,
  grain       integer not null,
  slot        integer not null,
  customer_id integer not null,
  currency    text    not null,
  sales       integer not null,
  returns     integer not null,
  gross       integer not null,
  refunds     integer not null,
  primary key (edition, grain, slot, customer_id, currency)
) strict, without rowid;
create index customer_sales_customer on customer_sales (edition, customer_id);

create table country_sales (
  edition  integer not null,
  grain    integer not null,
  slot     integer not null,
  country  text    not null,
  currency text    not null,
  sales    integer not null,
  returns  integer not null,
  gross    integer not null,
  refunds  integer not null,
  primary key (edition, grain, slot, country, currency)
) strict, without rowid;

-- Here sales and returns are units, and the amounts those of the lines.
create table product_sales (
  edition    integer not null,
  grain      integer not null,
  slot       integer not null,
  product_id integer not null,
  currency   text    not null,
  sales      integer not null,
  returns    integer not null,
  gross      integer not null,
  refunds    integer not null,
  primary key (edition, grain, slot, product_id, currency)
) strict, without rowid;

-- Events that no facts could be made of, with the reason.
create table parked_events (
  event_id  blob    primary key,
  source    text    not null,
  position  integer not null,
  subject   text    not null,
  reason    text    not null,
  parked_at integer not null
) strict, without rowid;

create table ticket_facts (
  edition integer not null,
  id integer not null,
  version integer not null,
  is_counted integer not null,
  queue text not null,
  priority text not null,
  status text not null,
  created_at integer not null,
  first_due_at integer not null,
  answered_at integer,
  due_at integer not null,
  paused_at integer,
  resolved_at integer,
  primary key (edition, id)
) strict, without rowid;
create index ticket_facts_created on ticket_facts (edition, created_at) where is_counted = 1;
