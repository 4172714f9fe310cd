-- Orders as they are now; what they were is in history. A deleted order leaves the table and gets a tombstone.
-- Amounts and discounts are whole numbers of ten-thousandths. search is folded by the program (NFC, lower case).
create table orders (
  id            integer primary key autoincrement,
  kind          text    not null check (kind in ('sale', 'return')),
  external_id   text,
  customer_id   integer,
  customer_name text,
  customer_key  text,
  status        text    not null check (status in ('NEW', 'PROCESSING', 'SHIPPED', 'DELIVERED', 'INVOICED', 'COMPLETED', 'CANCELLED')),
  currency      text    not null,
  total         integer not null check (total >= 0),
  reference     text,
  placed_at     integer not null,
  search        text    not null,
  version       integer not null,
  created_at    integer not null,
  updated_at    integer not null
) strict;
create index orders_customer on orders (customer_id, id) where customer_id is not null;
create index orders_customer_key on orders (customer_key) where customer_key is not null;
create index orders_external on orders (external_id) where external_id is not null;
create index orders_returns on orders (kind) where kind = 'return';
create index orders_status on orders (status, id);
create index orders_total on orders (total);
create index orders_placed on orders (placed_at);
create index orders_updated on orders (updated_at);

create virtual table orders_search using fts5 (search, content = 'orders', content_rowid = 'id', tokenize = 'trigram');

-- What was agreed, whatever becomes of the product. Lines count from 1 in the order in which they were given.
create table order_lines (
  order_id   integer not null,
  line       integer not null,
  product_id integer not null,
  sku        text    not null,
  name       text    not null,
  quantity   integer not null check (quantity > 0),
  unit_price integer not null check (unit_price >= 0),
  discount   integer not null check (discount between 0 and 10000),
  line_total integer not null check (line_total >= 0),
  primary key (order_id, line)
) strict, without rowid;

-- The operations under which Inventory reserved stock for orders. Without an order the row is a tombstone: nothing came of the order,
-- its stock is given back, and a commit that comes late finds the key taken.
create table reservations (
  operation_id text    not null primary key,
  order_id     integer,
  at           integer not null
) strict, without rowid;
create index reservations_void on reservations (at) where order_id is null;

-- What Inventory still has to do for commits of this database, until it has done it.
create table stock_tasks (
  id           integer primary key autoincrement,
  operation_id text    not null,
  order_id     integer not null,
  step         text    not null check (step in ('Ship', 'Release', 'TakeIn')),
  lines        text    not null,
  actor        text    not null,
  attempts     integer not null default 0,
  due_at       integer not null,
  reason       text
) strict;
create index stock_tasks_due on stock_tasks (due_at);
