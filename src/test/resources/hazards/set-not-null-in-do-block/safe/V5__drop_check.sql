alter table orders drop constraint orders_status_present;
