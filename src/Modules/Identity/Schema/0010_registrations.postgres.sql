-- People who registered themselves, until it is settled which customer of Crm they are. waiting: for the code of the mail, without which the
-- user can't come in; open: Crm is to be asked, from due_at on; unlinked: Crm knows the address already, so that a code or the staff must
-- say whose it is; settled: the user is a customer. proven: whether a code has shown that mail to the user's address reaches it.
create table registrations (
  user_id    bigint primary key,
  state      text collate "C" not null check (state in ('waiting', 'open', 'unlinked', 'settled')),
  proven     bigint not null check (proven in (0, 1)),
  due_at     bigint not null,
  created_at bigint not null
);
create index registrations_open on registrations (due_at) where state = 'open';
create index registrations_waiting on registrations (created_at) where state = 'waiting';
