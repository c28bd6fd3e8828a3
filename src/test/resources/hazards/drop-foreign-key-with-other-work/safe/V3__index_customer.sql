create index concurrently orders_customer_index on orders (customer);
