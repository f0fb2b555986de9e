-- What is written over or taken out leaves room that only a vacuum gives to others. By itself PostgreSQL waits until that is a
-- fifth of a table: of months of calls a fifth too much, and the cells of the open slots are written four times a second.

-- Rows of an hour or two, all of which go into packs.
alter table calls set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);

alter table call_packs set (autovacuum_vacuum_scale_factor = 0.02, toast.autovacuum_vacuum_scale_factor = 0.02);
alter table call_marks set (autovacuum_vacuum_scale_factor = 0.02);
alter table roll_ups set (autovacuum_vacuum_scale_factor = 0.02, toast.autovacuum_vacuum_scale_factor = 0.02);
