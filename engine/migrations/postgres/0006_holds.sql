-- Which definitions a tool had, and which of them is approved where changes are held.

-- A hold outlives its service: who comes back under the name is held as before.
create table holds (
    service text not null primary key,
    since   bigint not null
);

create table approved_tools (
    service     text not null references holds (service) on delete cascade,
    tool        text not null,          -- its own name
    digest      text not null,          -- SHA-256 of the definition
    definition  text not null,          -- canonical JSON
    approved_at bigint not null,
    primary key (service, tool)
);

create table tool_versions (
    service text not null references services (name) on delete cascade,
    tool    text not null,
    digest  text not null,
    seen_at bigint not null,
    primary key (service, tool, digest)
);
