-- Records whose folded keys are of a form of before; the program folds them anew at its start, and takes them off the list.
create table stale_keys (
  kind      text collate "C" not null,
  record_id bigint not null,
  primary key (kind, record_id)
);
