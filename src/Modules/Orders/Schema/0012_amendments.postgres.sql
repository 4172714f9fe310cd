-- How it stands that lines or units are taken out of an order that another system has taken over, why, and what it is to have then.
alter table orders add column amendment text collate "C"
  check (amendment in ('requested', 'refused', 'confirmed', 'forced', 'contested'));
alter table orders add column amendment_note text collate "C";
alter table orders add column amended_items text collate "C";
create index orders_amendment on orders (amendment, id) where amendment is not null;
