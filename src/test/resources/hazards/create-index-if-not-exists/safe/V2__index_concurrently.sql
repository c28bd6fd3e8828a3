create index concurrently if not exists orders_status on orders (status);
