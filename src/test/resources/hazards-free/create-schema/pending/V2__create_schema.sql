create schema archive;
create table archive.orders (id bigint primary key);
