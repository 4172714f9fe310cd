-- Here the ids of packages have a counter of their own from the first script on.
select 1;
