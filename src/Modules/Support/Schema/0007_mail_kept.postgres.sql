-- The ticket that the comment of an answer was made on, where that is not its ticket any more: it stays in the id of the mail.
alter table outgoing_mails add column made_on bigint;

-- What somebody sent, whatever became of it, is found when that person is erased. Of what is still to be decided there are few, and their
-- state finds them.
create index incoming_mails_from on incoming_mails (sender_key) where sender_key is not null;
drop index incoming_mails_again;

-- The ticket that something was said on, sent to or came for, where it lies on another one after a merge: whose it was stays known, and so
-- what goes with whom when somebody is erased.
alter table ticket_comments add column made_on bigint;
alter table ticket_attachments add column made_on bigint;
alter table incoming_mails add column made_on bigint;
create index ticket_comments_made_on on ticket_comments (made_on) where made_on is not null;
create index ticket_attachments_made_on on ticket_attachments (made_on) where made_on is not null;
create index incoming_mails_made_on on incoming_mails (made_on) where made_on is not null;
create index ticket_comments_author on ticket_comments (author);
