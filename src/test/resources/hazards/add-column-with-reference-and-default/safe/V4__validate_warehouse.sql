alter table orders validate constraint orders_warehouse;
