-- Whose stock ships or is given back: an order takes no more than it holds itself. What is in the ledger says it in its reason.
alter table stock_movements add column owner text collate "C";
update stock_movements set owner = reason
  where kind in ('ship', 'release') and substr(operation_id, 1, 6) = 'order-' and substr(reason, 1, 6) = 'order ';
create index stock_movements_owner on stock_movements (owner) where owner is not null;
