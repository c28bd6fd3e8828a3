alter table orders add constraint orders_warehouse foreign key (warehouse) references warehouses not valid;
