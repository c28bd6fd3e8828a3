drop index orders_status;
