create table products (id bigint primary key, attributes json);
insert into products select n, '{}' from generate_series(1, 1000) n;
