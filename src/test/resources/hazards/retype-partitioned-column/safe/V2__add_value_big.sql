alter table measurements add column value_big bigint;
