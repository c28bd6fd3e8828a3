alter table orders add constraint orders_discount_check check (discount >= 0) not valid;
