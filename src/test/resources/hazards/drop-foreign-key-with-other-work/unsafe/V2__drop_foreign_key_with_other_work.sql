alter table orders drop constraint orders_customer;
create index orders_customer_index on orders (customer);
