alter table orders add column discount integer check (discount >= 0);
