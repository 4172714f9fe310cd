-- Reservations whose owner, an order for example, has not been seen to stand yet. A row goes when the owner was seen, or when it
-- can't come to be any more and the stock is given back. The stock itself is in the ledger.
create table open_reservations (
  operation_id text collate "C" not null primary key,
  at           bigint           not null
);
create index open_reservations_at on open_reservations (at);

-- What a count at an earlier time asks for: movements of what lies in the warehouse, and counts. Reservations, which are most, stay out of it.
drop index stock_movements_at;
create index stock_movements_at on stock_movements (product_id, at) where on_hand_change <> 0 or kind = 'count';
