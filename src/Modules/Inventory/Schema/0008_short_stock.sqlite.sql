-- What was counted is entered, also when it is less than what is reserved: the difference is a shortage. The constraint against it goes with
-- its table; ids go on above those that were given.
create table counted_products (
  id          integer primary key autoincrement,
  sku         text    not null,
  sku_key     text    not null,
  external_id text,
  name        text    not null,
  name_key    text    not null,
  description text,
  price       integer not null check (price >= 0),
  currency    text    not null,
  on_hand     integer not null default 0 check (on_hand >= 0),
  reserved    integer not null default 0 check (reserved >= 0),
  status      text    not null check (status in ('active', 'inactive')),
  search      text    not null,
  version     integer not null,
  created_at  integer not null,
  updated_at  integer not null
) strict;
insert into counted_products
  (id, sku, sku_key, external_id, name, name_key, description, price, currency, on_hand, reserved, status, search, version, created_at, updated_at)
  select id, sku, sku_key, external_id, name, name_key, description, price, currency, on_hand, reserved, status, search, version, created_at, updated_at
  from products;
delete from sqlite_sequence where name = 'counted_products';
insert into sqlite_sequence (name, seq) select 'counted_products', coalesce(sum(seq), 0) from sqlite_sequence where name = 'products';
drop table products;
alter table counted_products rename to products;
create unique index products_sku on products (sku_key);
create index products_name on products (name_key);
create index products_price on products (price);
create index products_external on products (external_id) where external_id is not null;
create index products_inactive on products (status) where status = 'inactive';
create index products_updated on products (updated_at);
create index products_short on products (id) where reserved > on_hand;

-- Units that somebody reserved by hand are told from those of orders, which nobody releases or ships by hand.
alter table stock_movements add column by_hand integer not null default 0 check (by_hand in (0, 1));
update stock_movements set by_hand = 1 where kind in ('reserve', 'release', 'ship') and operation_id not like 'order-%/%';
create index stock_movements_by_hand on stock_movements (product_id) where by_hand = 1;
