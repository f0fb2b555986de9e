-- What a database of before migration 8 may hold, as both databases read it; {…} is a histogram of version 1 in hex.
insert into calls (id, at, caller, service, tool, instance, outcome, status, latency_us, attempts, request_bytes, response_bytes, error, run)
values ('c_1', 1728043200000000, 'ann', 'geo', 'geo.city', 'http://a:1', 'ok', 200, 1000, 1, 10, 100, null, null),
       ('c_2', 1728043200000000, 'ann', 'geo', 'geo.city', 'http://a:1', 'failed', 503, 3, 2, 10, 0, 'it broke', 'r_1'),
       ('c_3', 1728043260000000, 'a > b', 'text', 'text.stats', null, 'no_instance', null, 9, 0, 0, 0, 'none', null);
insert into roll_minute (kind, key, minute, writer, calls, errors, latency_us_sum, request_bytes, response_bytes, latency)
values ('total', 'total', 28800720, 'w_1', 2, 1, 1003, 20, 100, {010301 6c01}),
       ('total', 'total', 28800721, 'w_1', 1, 1, 0, 0, 0, {01}),
       ('total', 'total', 28800721, 'w_2', 0, 0, 0, 0, 0, {01}),
       ('service', 'geo', 28800720, 'w_1', 2, 1, 1003, 20, 100, {010301 6c01}),
       ('service', 'text', 28800721, 'w_1', 1, 1, 0, 0, 0, {01}),
       ('tool', 'geo.city', 28800720, 'w_1', 2, 1, 1003, 20, 100, {010301 6c01}),
       ('tool', 'text.stats', 28800721, 'w_1', 1, 1, 0, 0, 0, {01}),
       ('edge', 'ann>geo', 28800720, 'w_1', 2, 1, 1003, 20, 100, {010301 6c01}),
       ('edge', 'a > b>text', 28800721, 'w_1', 1, 1, 0, 0, 0, {01});
