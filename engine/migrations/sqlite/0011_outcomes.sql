-- How calls end is kept by the minute and the quarter of an hour, too, where hours and days were all: charts tell failures
-- apart by kind. What raw calls of the last 62 days still tell is counted anew, minutes of the last 8 days only.

insert into roll_ups (grain, name, slot, writer, tally)
select widths.grain, counted.id, calls.key / 1024 / 60000000 / widths.minutes, 0,
       cast('T' || count(*) || ' ' || sum(case when outcomes.name = 'ok' then 0 else 1 end)
            || ' ' || sum(case when outcomes.name in ('ok', 'rejected', 'failed', 'unusable') then latency_us else 0 end)
            || ' ' || sum(request_bytes) || ' ' || sum(response_bytes)
            || ' V' || coalesce(group_concat(case when outcomes.name in ('ok', 'rejected', 'failed', 'unusable') then latency_us end, ','), '') as blob)
from calls
join names as outcomes on outcomes.id = calls.outcome
join names as tools on tools.id = calls.tool
join names as counted on counted.split = 6 and counted.name = outcomes.name
                      or counted.split = 7 and counted.name = substr(tools.name, 1, instr(tools.name, '.') - 1) || '>' || outcomes.name
cross join (select 0 as grain, 1 as minutes, 8 as days union all select 1, 15, 62) as widths
where calls.key >= (select max(key) from calls) - widths.days * 86400000000 * 1024
group by widths.grain, counted.id, calls.key / 1024 / 60000000 / widths.minutes;
