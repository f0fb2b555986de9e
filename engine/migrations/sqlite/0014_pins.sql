-- Pins: where somebody put a node of the map, a view each.

create table pins (
    view      text not null,
    node      text not null,
    x         real not null,               -- units of the map, from its middle
    y         real not null,
    pinned_at integer not null,            -- unix microseconds
    primary key (view, node)
) strict, without rowid;
