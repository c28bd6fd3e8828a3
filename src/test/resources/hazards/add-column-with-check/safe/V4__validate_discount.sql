alter table orders validate constraint orders_discount_check;
