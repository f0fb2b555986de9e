-- Rules over the figures of calls, how each stands, and what was told of it to webhooks.
-- Times are unix microseconds; JSON is opaque text.

create table alerts (
    name            text not null primary key,
    rule            text not null,           -- JSON
    firing          bigint not null,        -- 0 or 1
    since           bigint not null,        -- it fires, or is well
    otherwise_since bigint,                 -- judgements say the opposite; null: they do not
    silenced_until  bigint
);

-- A delivery bears its own URL and body: what happened is told as it was, also after the rule changed.
create table alert_deliveries (
    id       text not null primary key,
    alert    text not null,
    event    text not null,                  -- fired, cleared, test
    at       bigint not null,
    url      text not null,
    body     text not null,
    state    text not null,                  -- waiting, delivered, given_up
    attempts bigint not null,
    next_at  bigint,                        -- null: never again
    error    text
);
create index alert_deliveries_due on alert_deliveries (state, next_at);
create index alert_deliveries_by_alert on alert_deliveries (alert, at);
