-- Schedules that make reports, and the reports that they made, kept as they were.
-- Times are unix microseconds; JSON is opaque text.

create table report_schedules (
    name       text not null primary key,
    schedule   text not null,           -- JSON
    done_until bigint not null         -- the last due time that is dealt with; at first when it was set
);

create table reports (
    id       text not null primary key,
    schedule text not null,             -- its name: a report outlives what made it
    due_at   bigint not null,
    made_at  bigint not null,
    from_at  bigint not null,
    query    text not null,
    calls    bigint not null,
    errors   bigint not null,
    body     bytea not null,             -- the figures: JSON, gzip
    unique (schedule, due_at)           -- of several processes one makes it
);
create index reports_by_due on reports (due_at);
