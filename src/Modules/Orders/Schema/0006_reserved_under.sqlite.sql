-- What was reserved for an order, asked for by each step that ships it or gives it back: no more than that leaves.
create index reservations_order on reservations (order_id) where order_id is not null;
alter table stock_tasks add column reserved_under text;
