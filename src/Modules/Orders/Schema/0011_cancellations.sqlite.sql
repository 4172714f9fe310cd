-- Which version of an order was handed out: who was handed another one has not got the order. Null for what was handed out before.
alter table order_leases add column version integer;

-- How the cancel of an order stands that another system has taken over, and why.
alter table orders add column cancellation text
  check (cancellation in ('requested', 'refused', 'confirmed', 'forced', 'contested'));
alter table orders add column cancellation_note text;
create index orders_cancellation on orders (cancellation, id) where cancellation is not null;
