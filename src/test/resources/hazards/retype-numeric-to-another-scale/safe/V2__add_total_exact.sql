alter table orders add column total_exact numeric(12, 4);
