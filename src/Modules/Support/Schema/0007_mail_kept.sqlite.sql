-- The ticket that the comment of an answer was made on, where that is not its ticket any more: it stays in the id of the mail.
alter table outgoing_mails add column made_on integer;

-- What somebody sent, whatever became of it, is found when that person is erased. Of what is still to be decided there are few, and their
-- state finds them.
create index incoming_mails_from on incoming_mails (sender_key) where sender_key is not null;
drop index incoming_mails_again;

-- What a text is called by everything that takes files.
update ticket_attachments set media_type = 'text/plain; charset=utf-8' where media_type = 'text/plain';
