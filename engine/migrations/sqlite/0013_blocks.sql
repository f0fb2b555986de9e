-- Roll-ups by sixteen names, and by six hours; calls that went wrong are found by their tool.

alter table roll_ups rename to old_roll_ups;

-- A cell has room for 16 MiB; what was counted anew from millions of raw calls may be longer, and keeps all but its latencies.
update old_roll_ups
set tally = cast(substr(cast(tally as text), 1, instr(cast(tally as text), ' V') + 1) as blob)
where length(tally) > 16777215;

-- One row a split (see `analytics/split.rs`), a grain (0: minute, 1: quarter of an hour, 2: hour, 3: six hours, 4: day), a block,
-- which is sixteen names (their numbers divided by it), a slot (how many of the grain since 1970) and a writer, which is one
-- start of one process, or 0 for what this file's forebear took over: it alone writes its rows, whole, so that nothing is read
-- before it is written; readers add up writers. A slot in which somebody watched has a total, also without calls; one without
-- a total has no data. Block before slot: charts of one name read one range. A table with a rowid, because rows are long.
create table roll_ups (
    split  integer not null,
    grain  integer not null,
    block  integer not null,
    slot   integer not null,
    writer integer not null,
    cells  blob not null,              -- see `analytics/blocks.rs`
    unique (split, grain, block, slot, writer)
) strict;

-- Where it is written as here, a cell is which of the sixteen (one byte), the length of its tally (three) and the tally.
insert into roll_ups (split, grain, block, slot, writer, cells)
select split, case grain when 3 then 4 else grain end, old_roll_ups.name / 16, slot, writer,
       unhex(group_concat(printf('%08x', (old_roll_ups.name % 16) * 16777216 + length(tally)) || hex(tally), ''))
from old_roll_ups
join names on names.id = old_roll_ups.name
group by split, grain, old_roll_ups.name / 16, slot, writer;

-- Tallies of one name in one block are added up by who reads them: so six hours are those six beside one another.
insert into roll_ups (split, grain, block, slot, writer, cells)
select split, 3, old_roll_ups.name / 16, slot / 6, writer,
       unhex(group_concat(printf('%08x', (old_roll_ups.name % 16) * 16777216 + length(tally)) || hex(tally), ''))
from old_roll_ups
join names on names.id = old_roll_ups.name
where grain = 2
group by split, old_roll_ups.name / 16, slot / 6, writer;

drop table old_roll_ups;

create index calls_gone_wrong_by_tool on calls (tool, outcome) where outcome <> 1;
