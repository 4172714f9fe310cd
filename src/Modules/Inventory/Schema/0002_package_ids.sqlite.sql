-- The ids of packages get a counter of their own: after a restore they go on above the ids that were given since the backup.
create table numbered_packages (
  id            integer primary key autoincrement,
  customer_id   integer not null,
  customer_name text    not null,
  kind          text    not null check (kind in ('welcome', 'parcel')),
  status        text    not null check (status in ('Pending', 'Packed', 'Shipped', 'Delivered', 'Cancelled')),
  natural_key   text,
  version       integer not null,
  created_at    integer not null,
  updated_at    integer not null
) strict;
insert into numbered_packages select id, customer_id, customer_name, kind, status, natural_key, version, created_at, updated_at from packages;
drop table packages;
alter table numbered_packages rename to packages;
create unique index packages_customer on packages (customer_id, (case kind when 'welcome' then 0 else id end));
create unique index packages_natural_key on packages (natural_key) where natural_key is not null;
create index packages_status on packages (status);
create index packages_parcels on packages (kind) where kind = 'parcel';
create index packages_updated on packages (updated_at);
