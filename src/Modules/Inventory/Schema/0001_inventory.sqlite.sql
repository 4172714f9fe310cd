-- Products as they are now; what they were is in history. A deleted product leaves the table and gets a tombstone.
-- Columns that end in _key, and search, are folded by the program (NFC, lower case): SQLite's own lower knows ASCII only.
-- on_hand and reserved are the sums of the product's stock_movements, kept by the commits that add them.
create table products (
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
  reserved    integer not null default 0 check (reserved >= 0 and reserved <= on_hand),
  status      text    not null check (status in ('active', 'inactive')),
  search      text    not null,
  version     integer not null,
  created_at  integer not null,
  updated_at  integer not null
) strict;
create unique index products_sku on products (sku_key);
create index products_name on products (name_key);
create index products_price on products (price);
create index products_external on products (external_id) where external_id is not null;
create index products_inactive on products (status) where status = 'inactive';
create index products_updated on products (updated_at);

create virtual table products_search using fts5 (search, content = 'products', content_rowid = 'id', tokenize = 'trigram');

-- The ledger: rows are added, never changed, and outlive their product. at is when the movement counts from, which for a
-- count may lie before recorded_at. on_hand_after and reserved_after let a repeat hear the first answer again.
create table stock_movements (
  id              integer primary key autoincrement,
  product_id      integer not null,
  operation_id    text    not null,
  kind            text    not null check (kind in ('count', 'receipt', 'adjustment', 'reserve', 'release', 'ship')),
  quantity        integer not null,
  at              integer not null,
  recorded_at     integer not null,
  reason          text,
  actor           text    not null,
  on_hand_change  integer not null,
  reserved_change integer not null,
  on_hand_after   integer not null,
  reserved_after  integer not null
) strict;
create unique index stock_movements_operation on stock_movements (operation_id);
create index stock_movements_at on stock_movements (product_id, at);
create index stock_movements_product on stock_movements (product_id, id);

-- Packages never leave the table, so plain row ids are never used again. natural_key is the flow and subject that a
-- package was made for; it makes a repeat harmless however late it comes.
create table packages (
  id            integer primary key,
  customer_id   integer not null,
  customer_name text    not null,
  kind          text    not null check (kind in ('welcome', 'parcel')),
  status        text    not null check (status in ('Pending', 'Packed', 'Shipped', 'Delivered', 'Cancelled')),
  natural_key   text,
  version       integer not null,
  created_at    integer not null,
  updated_at    integer not null
) strict;
-- One index for two jobs: it finds a customer's packages, and it lets only one of them be the welcome package.
create unique index packages_customer on packages (customer_id, (case kind when 'welcome' then 0 else id end));
create unique index packages_natural_key on packages (natural_key) where natural_key is not null;
create index packages_status on packages (status);
create index packages_parcels on packages (kind) where kind = 'parcel';
create index packages_updated on packages (updated_at);
