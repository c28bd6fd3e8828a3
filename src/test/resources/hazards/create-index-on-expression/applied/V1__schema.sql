create table customers (
    id bigint generated always as identity primary key,
    name text,
    email text
);
insert into customers (name, email)
select 'customer ' || n, 'c' || n || '@example.com' from generate_series(1, 200) n;
