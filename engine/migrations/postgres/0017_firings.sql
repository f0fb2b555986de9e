-- When alerts fired and until when, so that charts of the past show it. Times are unix microseconds.

create table alert_firings (
    alert      text not null,
    fired_at   bigint not null,
    cleared_at bigint,                     -- null: it fires
    primary key (alert, fired_at)
);

insert into alert_firings (alert, fired_at) select name, since from alerts where firing = 1;
