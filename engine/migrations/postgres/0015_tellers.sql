-- What others than the gateway tell of who calls whom: traces that were sent, and what other tools know.

-- One row a minute in which it was told, an edge, who told of it, and a writer; beside moment_edges, which the gateway fills.
create table told_edges (
    minute    bigint not null,
    edge      bigint not null,              -- of edges_seen
    teller    text not null,
    writer    bigint not null,
    calls     bigint not null,
    errors    bigint not null,
    last_seen bigint not null,              -- unix microseconds
    latency   bytea not null,                -- histogram of their durations
    primary key (minute, edge, teller, writer)
);
