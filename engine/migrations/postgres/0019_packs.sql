-- Calls in packs: a row holds up to 1,024 calls of one hour, in a quarter of the bytes that a row each takes. What is in
-- `calls` is packed while the server runs, hour by hour, and stays where it is until then.

create table call_packs (
    id        bigint generated always as identity primary key,
    first_key bigint not null,          -- keys are those of calls
    last_key  bigint not null,
    calls     bytea not null            -- see `analytics/calls/packs/coding.rs`
);
alter table call_packs alter column calls set storage external;
-- With all that tells which packs to read, so that no other pack's calls are passed.
create index call_packs_by_time on call_packs (last_key, id, first_key);

-- What a pack may be found by: see `analytics/calls/packs/marks.rs`.
create table call_marks (
    mark      bigint not null,
    last_key  bigint not null,          -- the pack's: so the packs of a mark are in the order of time
    pack      bigint not null,
    first_key bigint not null,          -- the pack's
    primary key (mark, last_key, pack) include (first_key)
);
