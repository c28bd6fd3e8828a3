alter table orders add column archived boolean;
