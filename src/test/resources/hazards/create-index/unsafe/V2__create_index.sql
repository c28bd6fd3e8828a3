create index orders_status on orders (status);
