-- The buyer's number of an order (reference) and the ERP's are two; both are looked up.
alter table orders add column erp_reference text;
create index orders_reference on orders (reference) where reference is not null;
create index orders_erp_reference on orders (erp_reference) where erp_reference is not null;

-- Which sale a return takes back, and which line of it each of its lines is.
alter table orders add column return_of integer;
alter table order_lines add column return_line integer;
create index orders_return_of on orders (return_of) where return_of is not null;

-- What came back of sales under returns that have been deleted since: it does not come back once more.
create table returned_lines (
  id       integer primary key autoincrement,
  order_id integer not null,
  line     integer not null,
  quantity integer not null check (quantity > 0)
) strict;
create index returned_lines_order on returned_lines (order_id);
