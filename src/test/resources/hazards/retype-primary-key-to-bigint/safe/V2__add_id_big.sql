alter table events add column id_big bigint;
