-- Runs and their steps.

create table runs (
    id          text not null primary key,
    at          bigint not null,
    caller      text not null,
    requirement text not null,
    planner     text not null,
    model       text,
    state       text not null,
    reason      text not null,
    answer      text,
    budget      text not null,          -- JSON
    spent       text not null,          -- JSON
    steps       bigint not null,
    calls       bigint not null
);
create index runs_by_time on runs (at);

create table steps (
    run         text not null references runs (id) on delete cascade,
    n           bigint not null,
    at          bigint not null,
    duration_ms double precision not null,
    doing       text not null,          -- JSON, with its kind
    primary key (run, n)
);
