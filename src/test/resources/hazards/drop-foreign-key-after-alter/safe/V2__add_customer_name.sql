alter table orders add column customer_name text;
