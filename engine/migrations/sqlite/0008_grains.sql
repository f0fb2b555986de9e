-- Calls and roll-ups anew: names as numbers, calls in the order of time, roll-ups at four widths.

-- What calls and roll-ups are about, by number. A name stands once a split, which `analytics/split.rs` numbers.
create table names (
    id    integer primary key,
    split integer not null,
    name  text not null,
    unique (split, name)
) strict;

-- How calls end has numbers of its own, because the index of what went wrong names the one that is well.
insert into names (id, split, name)
values (1, 6, 'ok'), (2, 6, 'rejected'), (3, 6, 'failed'), (4, 6, 'unreachable'), (5, 6, 'timeout'), (6, 6, 'unusable'), (7, 6, 'busy'),
       (8, 6, 'no_instance'), (9, 6, 'invalid'), (10, 6, 'denied');

insert into names (split, name) select distinct 0, key from roll_minute where kind = 'total';
insert into names (split, name) select 1, service from (
    select key as service from roll_minute where kind = 'service' union select service from calls) as known;
insert into names (split, name) select 2, tool from (select key as tool from roll_minute where kind = 'tool' union select tool from calls) as known;
insert into names (split, name) select 3, edge from (
    select key as edge from roll_minute where kind = 'edge' union select caller || '>' || service from calls) as known;
insert into names (split, name) select distinct 4, caller from calls;
insert into names (split, name) select distinct 5, service || '>' || instance from calls where instance is not null;
insert into names (split, name) select distinct 7, service || '>' || outcome from calls;

-- One cell a name, a grain (0: minute, 1: quarter of an hour, 2: hour, 3: day), a slot (how many of them since 1970) and a
-- writer, which is one start of one process, or 0 for what this file took over: it alone writes its cells, whole, so that
-- nothing is read before it is written; readers add up writers. A slot in which somebody watched has a total, also without
-- calls; one without a total has no data. Name before slot: charts of one name read one range.
create table roll_ups (
    grain  integer not null,
    name   integer not null,
    slot   integer not null,
    writer integer not null,
    tally  blob not null,              -- see `analytics/tally.rs`
    primary key (grain, name, slot, writer)
) strict, without rowid;

-- What minutes were counted, at each width. SQL cannot count into buckets, so the histograms stand beside one another, as text.
insert into roll_ups (grain, name, slot, writer, tally)
select widths.grain, names.id, minute / widths.minutes, 0,
       cast('T' || sum(calls) || ' ' || sum(errors) || ' ' || sum(latency_us_sum) || ' ' || sum(request_bytes) || ' ' || sum(response_bytes)
            || ' H' || group_concat(hex(latency), ',') as blob)
from roll_minute
join names on names.name = roll_minute.key
          and names.split = case kind when 'total' then 0 when 'service' then 1 when 'tool' then 2 else 3 end
cross join (select 0 as grain, 1 as minutes union all select 1, 15 union all select 2, 60 union all select 3, 1440) as widths
where widths.grain <> 1 or kind <> 'edge'
group by widths.grain, names.id, minute / widths.minutes;

-- What only raw calls tell: callers, instances and ends, by hour and by day, for as long as calls were kept.
insert into roll_ups (grain, name, slot, writer, tally)
select widths.grain, names.id, at / 60000000 / widths.minutes, 0,
       cast('T' || count(*) || ' ' || sum(case when outcome = 'ok' then 0 else 1 end)
            || ' ' || sum(case when outcome in ('ok', 'rejected', 'failed', 'unusable') then latency_us else 0 end)
            || ' ' || sum(request_bytes) || ' ' || sum(response_bytes)
            || ' V' || coalesce(group_concat(case when outcome in ('ok', 'rejected', 'failed', 'unusable') then latency_us end, ','), '') as blob)
from calls
cross join (select 4 as split union all select 5 union all select 6 union all select 7) as splits
join names on names.split = splits.split
          and names.name = case splits.split when 4 then caller when 5 then service || '>' || instance when 6 then outcome
                                             else service || '>' || outcome end
cross join (select 2 as grain, 60 as minutes union all select 3, 1440) as widths
group by widths.grain, names.id, at / 60000000 / widths.minutes;

drop table roll_minute;

-- The key is the moment of the call in unix microseconds, times 1,024, plus what sets calls of one microsecond apart: so every
-- index of calls is in the order of time without holding it twice. An id of ours is its moment and its chance; any other
-- is kept as it is.
alter table calls rename to old_calls;
drop index calls_by_time;
drop index calls_by_service;
drop index calls_by_tool;
drop index calls_by_run;

create table calls (
    key            integer primary key,
    chance         integer,
    id             text,
    caller         integer not null,
    tool           integer not null,
    instance       integer,
    outcome        integer not null,
    status         integer,
    latency_us     integer not null,
    attempts       integer not null,
    request_bytes  integer not null,
    response_bytes integer not null,
    error          text,
    run            text,
    trace          text,
    input_tokens   integer,
    output_tokens  integer,
    cost_nano_usd  integer
) strict;

insert into calls (key, id, caller, tool, instance, outcome, status, latency_us, attempts, request_bytes, response_bytes, error, run)
select at * 1024 + row_number() over (partition by at order by old_calls.id) - 1, old_calls.id, callers.id, tools.id, instances.id, outcomes.id,
       status, latency_us, attempts, request_bytes, response_bytes, error, run
from old_calls
join names as callers on callers.split = 4 and callers.name = caller
join names as tools on tools.split = 2 and tools.name = tool
join names as outcomes on outcomes.split = 6 and outcomes.name = outcome
left join names as instances on instances.split = 5 and instances.name = service || '>' || instance;

drop table old_calls;

create index calls_by_tool on calls (tool);
create index calls_by_caller on calls (caller);
create index calls_by_outcome on calls (outcome) where outcome <> 1;
create index calls_by_run on calls (run) where run is not null;
create index calls_by_trace on calls (trace) where trace is not null;
create unique index calls_by_id on calls (id) where id is not null;
