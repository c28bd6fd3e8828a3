create sequence orders_number_seq;
alter table orders add column number integer;
alter table orders alter column number set default nextval('orders_number_seq');
alter sequence orders_number_seq owned by orders.number;
