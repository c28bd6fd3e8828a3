alter table orders add constraint orders_discount_percentage check (discount between 0 and 100) not valid;
