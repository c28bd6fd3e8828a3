alter table orders add column customer_count bigint;
