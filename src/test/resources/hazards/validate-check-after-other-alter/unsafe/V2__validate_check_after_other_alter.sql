alter table orders add column note text;
alter table orders validate constraint orders_total_positive;
