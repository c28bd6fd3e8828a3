create table if not exists orders (id bigint);
create index if not exists orders_status on orders (status);
