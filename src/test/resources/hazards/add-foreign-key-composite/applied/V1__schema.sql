create table carts (shop bigint, number bigint, primary key (shop, number));
create table cart_lines (id bigint primary key, shop bigint, cart bigint);
insert into carts select 1, n from generate_series(1, 100) n;
insert into cart_lines select n, 1, n % 100 + 1 from generate_series(1, 1000) n;
