-- Files of tickets, which customers see when they are public. The media type is what the content looks like, whatever its name says.
create table ticket_attachments (
  id         integer primary key autoincrement,
  ticket_id  integer not null,
  comment_id integer,
  name       text    not null,
  media_type text    not null,
  size       integer not null,
  visibility text    not null check (visibility in ('public', 'internal')),
  author     text    not null,
  content    blob    not null,
  created_at integer not null
) strict;
create index ticket_attachments_ticket on ticket_attachments (ticket_id, id);
