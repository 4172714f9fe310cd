-- Tickets as they are now; what they were is in history. A deleted ticket leaves the table and gets a tombstone.
-- Columns that end in _key, search and own_search are folded by the program (NFC, lower case), the same for both stores. search also holds
-- what comments say; own_search what of that customers see.
create table tickets (
  id                        integer primary key autoincrement,
  customer_id               integer,
  order_id                  integer,
  external_id               text,
  external_key              text,
  source                    text,
  source_key                text,
  requester                 text,
  requester_key             text,
  subject                   text    not null,
  description               text,
  priority                  text    not null check (priority in ('low', 'normal', 'high', 'urgent')),
  status                    text    not null check (status in ('open', 'in_progress', 'waiting', 'resolved', 'closed')),
  assignee                  integer,
  queue                     text,
  queue_key                 text,
  tags                      text,
  first_answer_due_at       integer not null,
  first_answered_at         integer,
  due_at                    integer not null,
  resolved_at               integer,
  paused_at                 integer,
  paused_seconds            integer not null,
  last_comment_at           integer,
  first_answer_escalated_at integer,
  escalated_at              integer,
  merged_into               integer,
  search                    text    not null,
  own_search                text    not null,
  version                   integer not null,
  created_at                integer not null,
  updated_at                integer not null
) strict;
create unique index tickets_external on tickets (external_key, source_key) where external_key is not null;
create index tickets_customer on tickets (customer_id, id) where customer_id is not null;
create index tickets_order on tickets (order_id, id) where order_id is not null;
create index tickets_requester on tickets (requester_key, id) where requester_key is not null;
create index tickets_status on tickets (status, id);
create index tickets_priority on tickets (priority, id);
create index tickets_assignee on tickets (assignee, id) where assignee is not null;
create index tickets_queue on tickets (queue_key, id) where queue_key is not null;
create index tickets_merged on tickets (merged_into, id) where merged_into is not null;
create index tickets_due on tickets (due_at, id);
create index tickets_updated on tickets (updated_at, id);

-- What may be late: whoever escalates looks at nothing else.
create index tickets_answer_late on tickets (first_answer_due_at, id)
  where first_answered_at is null and first_answer_escalated_at is null and status in ('open', 'in_progress', 'waiting');
create index tickets_late on tickets (due_at, id) where escalated_at is null and status in ('open', 'in_progress');

create virtual table tickets_search using fts5 (search, content = 'tickets', content_rowid = 'id', tokenize = 'trigram');

-- The tags of tickets, by which lists find them.
create table ticket_tags (
  tag       text    not null,
  ticket_id integer not null,
  primary key (tag, ticket_id)
) strict, without rowid;
create index ticket_tags_ticket on ticket_tags (ticket_id);

-- What is said about tickets. A comment is never changed; only an erasure takes out what it says.
create table ticket_comments (
  id          integer primary key autoincrement,
  ticket_id   integer not null,
  author      text    not null,
  author_name text    not null,
  party       text    not null check (party in ('customer', 'staff')),
  visibility  text    not null check (visibility in ('public', 'internal')),
  body        text    not null,
  created_at  integer not null
) strict;
create index ticket_comments_ticket on ticket_comments (ticket_id, id);

-- Which users a comment is to be seen by.
create table ticket_mentions (
  user_id    integer not null,
  ticket_id  integer not null,
  comment_id integer not null,
  primary key (user_id, ticket_id, comment_id)
) strict, without rowid;
create index ticket_mentions_comment on ticket_mentions (comment_id);
