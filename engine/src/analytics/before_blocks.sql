-- What a database of before migration 13 may hold, as both databases read it; {…} is a tally in hex, of calls of 3 µs.
insert into names (id, split, name) values (20, 0, 'total'), (21, 1, 'geo'), (31, 2, 'geo.city'), (32, 2, 'geo.distance'), (33, 2, 'geo.find');
insert into roll_ups (grain, name, slot, writer, tally)
values (2, 31, 480012, 1, {20 01 00 03 0a 64 03 01}),
       (2, 31, 480012, 2, {20 01 01 03 0a 64 03 01}),
       (2, 31, 480013, 1, {20 02 00 06 0a 64 03 02}),
       (2, 32, 480013, 1, {20 01 00 03 0a 64 03 01}),
       (2, 33, 480018, 1, {20 01 00 03 0a 64 03 01}),
       (3, 31, 20000, 1, {20 04 01 0c 0a 64 03 04}),
       (3, 32, 20000, 1, {20 81 01 00 83 03 0a 64 03 81 01}),
       (3, 33, 20000, 1, {20 01 00 03 0a 64 03 01});
