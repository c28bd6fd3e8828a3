create table products (id bigint primary key, code varchar(50));
insert into products select n, 'p' || n from generate_series(1, 1000) n;
