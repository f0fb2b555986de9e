-- How a service's calls travel: spread, limited, repeated, kept from instances that fail. What is left out has its default.

alter table services drop column balancer;
alter table services add column traffic text not null default '{}';          -- JSON
