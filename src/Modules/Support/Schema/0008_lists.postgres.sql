-- What people work through: the tickets in a state, of a priority, a queue or a person, the most urgent or the last changed first, and
-- those of a queue or a person in a state. A page reads its rows in their order, however many tickets there are.
create index tickets_status_due on tickets (status, due_at, id);
create index tickets_status_updated on tickets (status, updated_at, id);
create index tickets_priority_due on tickets (priority, due_at, id);
create index tickets_priority_updated on tickets (priority, updated_at, id);
create index tickets_queue_due on tickets (queue_key, due_at, id) where queue_key is not null;
create index tickets_queue_updated on tickets (queue_key, updated_at, id) where queue_key is not null;
create index tickets_queue_status on tickets (queue_key, status, id) where queue_key is not null;
create index tickets_queue_status_due on tickets (queue_key, status, due_at, id) where queue_key is not null;
create index tickets_assignee_due on tickets (assignee, due_at, id) where assignee is not null;
create index tickets_assignee_updated on tickets (assignee, updated_at, id) where assignee is not null;
create index tickets_assignee_status on tickets (assignee, status, id) where assignee is not null;
create index tickets_assignee_status_due on tickets (assignee, status, due_at, id) where assignee is not null;
