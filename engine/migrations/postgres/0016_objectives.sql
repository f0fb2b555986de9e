-- Objectives: which share of a service's calls shall be good, how fast, over how many days.

create table objectives (
    service    text not null primary key,
    success    double precision not null,     -- 0–1
    latency_ms bigint,                        -- null: as long as it likes
    days       bigint not null,
    set_at     bigint not null                -- unix microseconds
);
