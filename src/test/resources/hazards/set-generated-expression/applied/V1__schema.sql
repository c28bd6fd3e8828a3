create table products (
    id bigint primary key,
    net numeric(10, 2),
    gross numeric(10, 2) generated always as (net * 1.16) stored
);
insert into products (id, net) select n, n from generate_series(1, 1000) n;
