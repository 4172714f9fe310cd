-- seed makes, together with the token itself, the token that comes after it: whoever repeats a refresh at once hears the same one.
alter table refresh_tokens add column seed blob;

-- So that people know their sessions apart.
alter table sessions add column used_at integer;
alter table sessions add column address text;
