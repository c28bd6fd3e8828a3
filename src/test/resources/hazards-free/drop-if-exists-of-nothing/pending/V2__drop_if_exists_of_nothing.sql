drop table if exists carts;
drop view if exists order_list;
drop index if exists orders_status;
alter table orders drop column if exists note;
