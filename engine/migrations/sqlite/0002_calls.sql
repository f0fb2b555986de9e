-- Every call for days, and its roll-up per minute for charts.

create table calls (
    id             text not null primary key,
    at             integer not null,
    caller         text not null,
    service        text not null,
    tool           text not null,       -- service.name
    instance       text,
    outcome        text not null,
    status         integer,
    latency_us     integer not null,
    attempts       integer not null,
    request_bytes  integer not null,
    response_bytes integer not null,
    error          text,
    run            text
) strict;
create index calls_by_time on calls (at);
create index calls_by_service on calls (service, at);
create index calls_by_tool on calls (tool, at);
create index calls_by_run on calls (run, at) where run is not null;

-- One cell a minute, a kind (total, service, tool, edge), a key and a writer. A writer is one start of one
-- process: it alone writes its cells, whole, so that nothing is read before it is written; readers add up writers.
-- A minute in which somebody watched has a total, also without calls; one without a total has no data.
-- Key before minute: charts of one key read one range.
create table roll_minute (
    kind           text not null,
    key            text not null,
    minute         integer not null,   -- unix minutes
    writer         text not null,
    calls          integer not null,
    errors         integer not null,
    latency_us_sum integer not null,         -- over answered calls
    request_bytes  integer not null,
    response_bytes integer not null,
    latency        blob not null,      -- histogram of answered calls
    primary key (kind, key, minute, writer)
) strict, without rowid;
create index roll_minute_by_time on roll_minute (kind, minute);
