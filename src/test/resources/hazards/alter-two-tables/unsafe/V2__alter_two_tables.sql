alter table orders add column archived boolean;
alter table customers add column archived boolean;
