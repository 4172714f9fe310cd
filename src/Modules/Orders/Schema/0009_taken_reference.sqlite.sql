-- What a consumer called an order when it acknowledged it: a repeat that says something else is no repeat. Empty for nothing, null
-- for an order that left NEW in another way, and for one of before that had no number.
alter table orders add column taken_reference text;
update orders set taken_reference = coalesce(erp_reference, reference) where taken_by is not null;
