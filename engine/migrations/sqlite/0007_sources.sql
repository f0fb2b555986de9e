-- Where services come from, and how the health of their instances is found out.

-- A source that no process asks any more is as old as its last answer.
create table sources (
    kind  text not null,
    name  text not null,
    as_of integer not null,
    primary key (kind, name)
) strict;

alter table services add column source_kind text not null default 'registered';
alter table services add column source_name text not null default 'api';
alter table services add column extra text;                    -- JSON: what the source says that we have no word for

alter table instances add column probe text;                   -- JSON; null: by its health URL
alter table instances add column deregister_after integer;     -- seconds; null: never
