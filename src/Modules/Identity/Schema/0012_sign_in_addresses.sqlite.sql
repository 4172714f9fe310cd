-- Addresses are found in any spelling, as those of customers are: domains in the form of DNS, without what nobody sees. Those that the version
-- before folded in another way the program folds anew at its start.
insert into stale_keys (kind, record_id) select 'user', id from users where email_key like '%xn--%'
  or email_key glob '*[^ -~]*' or email_key glob ' *' or email_key glob '* ';

-- Who failed to sign in, and who came in, so that limits hold for all processes together and over a restart. The address that was typed is in no
-- row, only 16 bytes of its hash.
create table sign_in_attempts (
  id      integer primary key autoincrement,
  kind    integer not null,
  account blob    not null,
  network integer not null,
  is_v6   integer not null,
  process text    not null,
  at      integer not null
) strict;
create index sign_in_attempts_at on sign_in_attempts (at);
