create table products (id bigint primary key, code integer);
insert into products select n, n from generate_series(1, 1000) n;
