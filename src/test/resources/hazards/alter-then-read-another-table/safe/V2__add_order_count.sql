alter table customers add column order_count bigint;
