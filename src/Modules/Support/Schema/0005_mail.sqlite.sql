-- The key that signs the numbers of tickets in mail, sealed by the module's vault.
create table mail_key (
  id         integer primary key check (id = 1),
  sealed_key blob    not null
) strict;

-- Up to which mail a folder was read. Numbers of mails count within one uid_validity; when the server gives another one, it is read anew.
create table mail_folders (
  name         text    primary key,
  uid_validity integer not null,
  last_uid     integer not null
) strict, without rowid;

-- What became of each mail that came. It is decided in the commit of its effect: taken into a ticket, ignored, put aside for people, or discarded
-- by them; again: people want it tried once more. attempts counts how often its reading began, so that one that ends the process is put aside.
-- message_key is what it is known by when it comes again, message_id what answers name; at is when it reached the box,
-- begun_at when it was first read. body is its whole text.
create table incoming_mails (
  id           integer primary key autoincrement,
  folder       text    not null,
  uid_validity integer not null,
  uid          integer not null,
  state        text    not null check (state in ('reading', 'again', 'taken', 'ignored', 'aside', 'discarded')),
  attempts     integer not null,
  reason       text,
  filed        integer not null check (filed in (0, 1)),
  message_key  text,
  message_id   text,
  sender       text,
  sender_key   text,
  subject      text,
  body         text,
  ticket_id    integer,
  comment_id   integer,
  at           integer not null,
  begun_at     integer not null
) strict;
create unique index incoming_mails_place on incoming_mails (folder, uid_validity, uid);
create unique index incoming_mails_key on incoming_mails (message_key) where state = 'taken';
create index incoming_mails_thread on incoming_mails (message_id, id) where state = 'taken';
create index incoming_mails_sender on incoming_mails (sender_key, at) where state = 'taken';
create index incoming_mails_ticket on incoming_mails (ticket_id, id) where ticket_id is not null;
create index incoming_mails_unfiled on incoming_mails (folder, uid) where filed = 0;
create index incoming_mails_again on incoming_mails (folder, id) where state = 'again';
create index incoming_mails_state on incoming_mails (state, id);
create index incoming_mails_begun on incoming_mails (begun_at);
create index incoming_mails_texts on incoming_mails (begun_at) where subject is not null;

-- The answers that go out by mail, noted down in the commits of their comments. skipped: there was nobody to write to.
create table outgoing_mails (
  id         integer primary key autoincrement,
  comment_id integer not null,
  ticket_id  integer not null,
  state      text    not null check (state in ('waiting', 'sent', 'skipped', 'aside', 'returned', 'discarded')),
  attempts   integer not null,
  due_at     integer not null,
  reason     text,
  at         integer not null
) strict;
create unique index outgoing_mails_comment on outgoing_mails (comment_id);
create index outgoing_mails_due on outgoing_mails (due_at, id) where state = 'waiting';
create index outgoing_mails_ticket on outgoing_mails (ticket_id, id);
create index outgoing_mails_state on outgoing_mails (state, id);
create index outgoing_mails_at on outgoing_mails (at);
