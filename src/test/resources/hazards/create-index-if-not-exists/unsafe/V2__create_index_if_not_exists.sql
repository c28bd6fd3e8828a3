create index if not exists orders_status on orders (status);
