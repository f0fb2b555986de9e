-- The mesh of every minute, for days: who called whom in it, and what the services were like at its end.
-- Minutes are unix minutes. A moment is the end of a minute, and so the beginning of the next, whose number it bears.

-- Every edge seen within twice the days that moments are kept; its id stands in moment_edges.
create table edges_seen (
    id         integer primary key,
    source     text not null,
    target     text not null,
    first_seen integer not null,             -- unix microseconds
    last_seen  integer not null,
    unique (source, target)
) strict;

-- One row a minute, an edge that was called in it, and a writer, who is one start of one process.
create table moment_edges (
    minute    integer not null,
    edge      integer not null,
    writer    integer not null,
    calls     integer not null,
    errors    integer not null,
    last_seen integer not null,              -- unix microseconds
    latency   blob not null,                 -- histogram of answered calls
    primary key (minute, edge, writer)
) strict, without rowid;

-- What a service was like from a moment on: a row only where it changed. Null: it was gone.
create table moment_nodes (
    name   text not null,
    minute integer not null,
    state  text,                             -- JSON
    primary key (name, minute)
) strict, without rowid;

-- The moments that a writer kept without a gap.
create table moment_spans (
    writer       integer not null,
    first_minute integer not null,
    last_minute  integer not null,
    primary key (writer, first_minute)
) strict, without rowid;
