create table orders (id bigint primary key, status text);
insert into orders select n, 'new' from generate_series(1, 1000) n;
