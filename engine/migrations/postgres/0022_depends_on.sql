-- The services that one means to call, as JSON.
alter table services add column depends_on text not null default '[]';
