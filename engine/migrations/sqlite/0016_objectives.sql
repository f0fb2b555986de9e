-- Objectives: which share of a service's calls shall be good, how fast, over how many days.

create table objectives (
    service    text not null primary key,
    success    real not null,                 -- 0–1
    latency_ms integer,                       -- null: as long as it likes
    days       integer not null,
    set_at     integer not null               -- unix microseconds
) strict, without rowid;
