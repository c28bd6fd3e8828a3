create schema crm;
create schema shop;
create table crm.customers (id bigint primary key);
create table shop.orders (id bigint primary key, customer bigint);
insert into crm.customers select n from generate_series(1, 100) n;
insert into shop.orders select n, n % 100 + 1 from generate_series(1, 1000) n;
