create table customers (id bigint primary key, name text);
create index customers_name on customers (name);
insert into customers select n, 'customer ' || n from generate_series(1, 1000) n;
