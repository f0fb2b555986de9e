-- Pins: where somebody put a node of the map, a view each.

create table pins (
    view      text not null,
    node      text not null,
    x         double precision not null,   -- units of the map, from its middle
    y         double precision not null,
    pinned_at bigint not null,             -- unix microseconds
    primary key (view, node)
);
