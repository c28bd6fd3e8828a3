create table customers (
    id bigint generated always as identity primary key,
    name text,
    email text
);
insert into customers (name, email)
select 'customer ' || n, 'c' || n || '@example.com' from generate_series(1, 200) n;

create table addresses (id bigint primary key, customer bigint references customers on delete cascade);
create index addresses_customer on addresses (customer);
insert into addresses select n, 1 from generate_series(1, 1000) n;
