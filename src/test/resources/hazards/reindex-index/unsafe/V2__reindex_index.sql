reindex index orders_status;
