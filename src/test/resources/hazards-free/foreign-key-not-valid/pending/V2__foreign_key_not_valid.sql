alter table orders add constraint orders_customer foreign key (customer) references customers not valid;
