-- Whether an order came by an import is asked of each whose external id is given once more.
create index order_keys_order on order_keys (order_id);
