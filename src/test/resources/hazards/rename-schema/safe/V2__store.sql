alter schema shop rename to store;
create schema shop;
create view shop.orders as select * from store.orders;
