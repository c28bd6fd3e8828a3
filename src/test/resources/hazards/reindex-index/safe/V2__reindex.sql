reindex index concurrently orders_status;
