-- What was said to the target in this attempt and by it, as JSON: the newest few requests and answers, masked and cut.
alter table attempts add column exchanges text collate "C";
