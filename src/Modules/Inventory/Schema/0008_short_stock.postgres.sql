-- What was counted is entered, also when it is less than what is reserved: the difference is a shortage.
alter table products drop constraint products_check;
alter table products add constraint products_reserved_check check (reserved >= 0);
create index products_short on products (id) where reserved > on_hand;

-- Units that somebody reserved by hand are told from those of orders, which nobody releases or ships by hand.
alter table stock_movements add column by_hand bigint not null default 0 check (by_hand in (0, 1));
update stock_movements set by_hand = 1 where kind in ('reserve', 'release', 'ship') and operation_id not like 'order-%/%';
create index stock_movements_by_hand on stock_movements (product_id) where by_hand = 1;
