alter table shop.orders add constraint orders_customer foreign key (customer) references crm.customers on delete cascade;
