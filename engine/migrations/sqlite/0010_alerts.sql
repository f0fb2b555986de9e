-- Rules over the figures of calls, how each stands, and what was told of it to webhooks.
-- Times are unix microseconds; JSON is opaque text.

create table alerts (
    name            text not null primary key,
    rule            text not null,           -- JSON
    firing          integer not null,        -- 0 or 1
    since           integer not null,        -- it fires, or is well
    otherwise_since integer,                 -- judgements say the opposite; null: they do not
    silenced_until  integer
) strict;

-- A delivery bears its own URL and body: what happened is told as it was, also after the rule changed.
create table alert_deliveries (
    id       text not null primary key,
    alert    text not null,
    event    text not null,                  -- fired, cleared, test
    at       integer not null,
    url      text not null,
    body     text not null,
    state    text not null,                  -- waiting, delivered, given_up
    attempts integer not null,
    next_at  integer,                        -- null: never again
    error    text
) strict;
create index alert_deliveries_due on alert_deliveries (state, next_at);
create index alert_deliveries_by_alert on alert_deliveries (alert, at);
