alter table orders add column discount percentage;
