alter table orders add column referrer bigint references customers;
