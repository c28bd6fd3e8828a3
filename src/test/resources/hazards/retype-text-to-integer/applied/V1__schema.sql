create table products (id bigint primary key, quantity text);
insert into products select n, n::text from generate_series(1, 1000) n;
