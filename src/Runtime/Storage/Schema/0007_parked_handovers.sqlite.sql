-- Events that a consumer could not take in, by a bug: handed over again from time to time, while the others go on.
create table parked_handovers (
  position  integer primary key,
  reason    text    not null,
  parked_at integer not null
) strict;
