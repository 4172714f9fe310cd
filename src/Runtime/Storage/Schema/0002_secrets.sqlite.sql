-- Secrets at rest are sealed with the newest data key of their own database; a sealed value names its key, so older ones still open.
-- Ids are never used twice: a value can't be taken for one of a later key. retired_at: since when it seals nothing new.
create table data_keys (
  id         integer primary key autoincrement,
  created_at integer not null,
  retired_at integer
) strict;

-- A data key as a master key wrapped it. There are two rows for a key only while the master key is being changed, when either opens it.
create table data_key_wraps (
  data_key integer not null,
  master   text    not null,
  wrapped  blob    not null,
  primary key (data_key, master)
) strict, without rowid;
