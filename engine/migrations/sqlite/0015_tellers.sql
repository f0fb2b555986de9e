-- What others than the gateway tell of who calls whom: traces that were sent, and what other tools know.

-- One row a minute in which it was told, an edge, who told of it, and a writer; beside moment_edges, which the gateway fills.
create table told_edges (
    minute    integer not null,
    edge      integer not null,              -- of edges_seen
    teller    text not null,
    writer    integer not null,
    calls     integer not null,
    errors    integer not null,
    last_seen integer not null,              -- unix microseconds
    latency   blob not null,                 -- histogram of their durations
    primary key (minute, edge, teller, writer)
) strict, without rowid;
