-- Who was handed which new order, and until when nobody else is. A row goes when its order leaves NEW. holder is null once the order was
-- given back; is_last is 1 when it was given back so often that others go first. token is one more with each new holder.
create table order_leases (
  order_id  integer not null primary key,
  holder    text,
  token     integer not null,
  until     integer not null,
  nacks     integer not null default 0,
  is_last   integer not null default 0 check (is_last in (0, 1)),
  nacked_by text,
  reason    text
) strict;
create index order_leases_holder on order_leases (holder, order_id) where holder is not null;
create index order_leases_last on order_leases (order_id) where is_last = 1;

-- The new orders in the order in which they came, however many others there are.
create index orders_new on orders (kind, id) where status = 'NEW';

-- Under whose lease an order left NEW: its repeats are told from those of others.
alter table orders add column taken_by text;
alter table orders add column taken_token integer;

-- Calls of outside systems as they came, before anything is believed of them. key tells repeats apart.
create table webhooks (
  id          integer primary key autoincrement,
  state       text    not null check (state in ('received', 'refused', 'done')),
  headers     text    not null,
  body        blob    not null,
  received_at integer not null,
  key         text,
  status      integer,
  answer      text
) strict;
create index webhooks_received on webhooks (received_at) where state = 'received';
create index webhooks_refused on webhooks (id) where state = 'refused';
create index webhooks_key on webhooks (key, id) where key is not null;
create index webhooks_at on webhooks (received_at);
