alter table orders add column paid boolean;
create index customers_email on customers (email);
