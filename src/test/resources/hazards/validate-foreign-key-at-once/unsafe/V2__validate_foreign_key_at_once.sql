alter table orders add constraint orders_customer foreign key (customer) references customers not valid;
alter table orders validate constraint orders_customer;
