alter table orders add column customer_name text;
update orders set customer_name = name from customers where customers.id = customer;
alter table orders drop constraint orders_customer;
