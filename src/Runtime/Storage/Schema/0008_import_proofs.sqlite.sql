-- An import goes on only as what it was: options is the hash of what was asked, taken that of its committed rows. read_as tells callers how
-- the file was read. Imports of before have none of them.
alter table import_runs add column options blob;
alter table import_runs add column taken blob;
alter table import_runs add column read_as text;
