-- What is registered, what its checks said, and every manual it ever had.
-- Times are unix microseconds; JSON is opaque text.

create table counters (
    name  text not null primary key,
    value bigint not null
);

create table services (
    name        text not null primary key,
    environment text,
    version     text,
    owner       text,
    tags        text not null,          -- a JSON list of words
    balancer    text not null,
    protocol    text,                   -- as registered; null: try each in turn
    manual_url  text,
    created_at  bigint not null,
    renewed_at  bigint not null
);

create table instances (
    service     text not null references services (name) on delete cascade,
    base_url    text not null,
    id          text not null,
    weight      bigint not null,
    health_url  text,
    lease_until bigint,                     -- null: without end
    health      text not null,
    reason      text not null,
    since       bigint not null,
    primary key (service, base_url)
);

create table manuals (
    service    text not null primary key references services (name) on delete cascade,
    state      text not null,
    kind       text,
    reason     text,
    digest     text,                    -- the version in use
    fetched_at bigint
);

-- A version is kept for as long as its service; the text is what the service sent.
create table manual_versions (
    service    text not null references services (name) on delete cascade,
    digest     text not null,
    kind       text not null,
    text       text not null,
    fetched_at bigint not null,
    primary key (service, digest)
);

-- Changes of health outlive the instance they tell of.
create table health_changes (
    id       bigint generated always as identity primary key,
    service  text not null,
    instance text not null,
    at       bigint not null,
    health   text not null,
    reason   text not null
);
create index health_changes_by_service on health_changes (service, at);
