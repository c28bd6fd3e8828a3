create table categories (id bigint primary key, parent bigint);
insert into categories select n, n / 2 + 1 from generate_series(1, 1000) n;
