alter table orders set (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.02);
