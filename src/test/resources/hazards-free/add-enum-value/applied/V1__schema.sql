create type order_status as enum ('new', 'paid');
create table orders (id bigint primary key, status order_status);
