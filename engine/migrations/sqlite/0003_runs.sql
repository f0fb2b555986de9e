-- Runs and their steps.

create table runs (
    id          text not null primary key,
    at          integer not null,
    caller      text not null,
    requirement text not null,
    planner     text not null,
    model       text,
    state       text not null,
    reason      text not null,
    answer      text,
    budget      text not null,          -- JSON
    spent       text not null,          -- JSON
    steps       integer not null,
    calls       integer not null
) strict;
create index runs_by_time on runs (at);

create table steps (
    run         text not null references runs (id) on delete cascade,
    n           integer not null,
    at          integer not null,
    duration_ms real not null,
    doing       text not null,          -- JSON, with its kind
    primary key (run, n)
) strict;
