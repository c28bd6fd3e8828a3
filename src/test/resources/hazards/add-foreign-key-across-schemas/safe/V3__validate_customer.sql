alter table shop.orders validate constraint orders_customer;
