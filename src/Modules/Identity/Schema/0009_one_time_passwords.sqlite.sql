-- Whether the password was made up for somebody, so that the first sign-in with it has to bring another one.
alter table users add column password_once integer not null default 0 check (password_once in (0, 1));
