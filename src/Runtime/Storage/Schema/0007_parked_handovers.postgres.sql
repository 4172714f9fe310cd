-- Events that a consumer could not take in, by a bug: handed over again from time to time, while the others go on.
create table parked_handovers (
  position  bigint           primary key,
  reason    text collate "C" not null,
  parked_at bigint           not null
);
