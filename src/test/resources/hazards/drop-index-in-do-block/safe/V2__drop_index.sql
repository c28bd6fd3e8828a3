drop index concurrently orders_status;
