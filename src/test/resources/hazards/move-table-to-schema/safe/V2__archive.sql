alter table orders set schema archive;
create view public.orders as select * from archive.orders;
