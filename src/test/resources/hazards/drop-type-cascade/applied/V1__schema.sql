create type order_status as enum ('new', 'paid', 'sent');
create table orders (id bigint primary key, status order_status);
insert into orders select n, 'sent' from generate_series(1, 1000) n;
