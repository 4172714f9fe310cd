-- Which record of the left side of a flow belongs to which of the right, with what both said when they last agreed. state: linked; left-gone and
-- right-gone where the other one stays; gone; unlinked for a record (one id, the other null) that is not to be matched again. left_sent, right_sent:
-- what is being written to a side.
create table pair_links (
  id            integer primary key autoincrement,
  flow          text    not null,
  left_id       text,
  right_id      text,
  state         text    not null check (state in ('linked', 'left-gone', 'right-gone', 'gone', 'unlinked')),
  how           text    not null,
  left_base     text,
  right_base    text,
  left_version  text,
  right_version text,
  left_sent     text,
  right_sent    text,
  revision      integer not null,
  linked_at     integer not null,
  changed_at    integer not null
) strict;
create unique index pair_links_left on pair_links (flow, left_id);
create unique index pair_links_right on pair_links (flow, right_id);
create index pair_links_flow on pair_links (flow, id);
create index pair_links_state on pair_links (state, id);

-- What nobody but a person can decide. about: the number of the link, or the record whose partner may be one of several. kind: field, deleted
-- (one side is gone, the other was changed) or ambiguous (the right value lists the candidates).
create table pair_conflicts (
  id          integer primary key autoincrement,
  flow        text    not null,
  about       text    not null,
  link_id     integer,
  kind        text    not null check (kind in ('field', 'deleted', 'ambiguous')),
  path        text    not null,
  state       text    not null check (state in ('open', 'decided', 'settled')),
  base        text,
  left_value  text,
  right_value text,
  decision    text,
  value       text,
  decided_by  text,
  opened_at   integer not null,
  decided_at  integer,
  settled_at  integer
) strict;
create unique index pair_conflicts_now on pair_conflicts (flow, about, path) where state <> 'settled';
create index pair_conflicts_state on pair_conflicts (state, id);
create index pair_conflicts_flow on pair_conflicts (flow, state, id);
create index pair_conflicts_link on pair_conflicts (link_id) where link_id is not null;
create index pair_conflicts_settled on pair_conflicts (settled_at) where state = 'settled';

-- Decisions that hold for a field of a flow from then on.
create table pair_rules (
  id      integer primary key autoincrement,
  flow    text    not null,
  field   text    not null,
  owner   text    not null check (owner in ('left', 'right')),
  made_by text    not null,
  made_at integer not null
) strict;
create unique index pair_rules_field on pair_rules (flow, field);
