-- Schedules that make reports, and the reports that they made, kept as they were.
-- Times are unix microseconds; JSON is opaque text.

create table report_schedules (
    name       text not null primary key,
    schedule   text not null,           -- JSON
    done_until integer not null         -- the last due time that is dealt with; at first when it was set
) strict;

create table reports (
    id       text not null primary key,
    schedule text not null,             -- its name: a report outlives what made it
    due_at   integer not null,
    made_at  integer not null,
    from_at  integer not null,
    query    text not null,
    calls    integer not null,
    errors   integer not null,
    body     blob not null,             -- the figures: JSON, gzip
    unique (schedule, due_at)           -- of several processes one makes it
) strict;
create index reports_by_due on reports (due_at);
