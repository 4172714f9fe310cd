-- Reservations whose owner, an order for example, has not been seen to stand yet. A row goes when the owner was seen, or when it
-- can't come to be any more and the stock is given back. The stock itself is in the ledger.
create table open_reservations (
  operation_id text    not null primary key,
  at           integer not null
) strict;
create index open_reservations_at on open_reservations (at);
