-- What tickets have to do with each other: a row on either side, each in the words of that side.
create table ticket_links (
  ticket_id  integer not null,
  other_id   integer not null,
  kind       text    not null,
  created_at integer not null,
  primary key (ticket_id, other_id)
) strict, without rowid;
create index ticket_links_other on ticket_links (other_id);

-- Answers that are written once and said often, with places for what a ticket and its customer are.
create table canned_answers (
  id         integer primary key autoincrement,
  name       text    not null,
  name_key   text    not null,
  body       text    not null,
  version    integer not null,
  created_at integer not null,
  updated_at integer not null
) strict;
create unique index canned_answers_name on canned_answers (name_key);
