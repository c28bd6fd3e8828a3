alter index orders_status rename to orders_by_status;
