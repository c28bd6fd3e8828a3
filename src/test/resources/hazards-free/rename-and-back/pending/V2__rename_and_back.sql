alter table orders rename to orders_old;
alter table orders_old rename to orders;
