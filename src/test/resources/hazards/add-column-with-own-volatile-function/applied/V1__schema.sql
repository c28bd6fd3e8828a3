create table orders (
    id bigint generated always as identity primary key,
    customer bigint,
    status text,
    total numeric(10, 2),
    placed_at timestamp
);
insert into orders (customer, status, total, placed_at)
select n % 100 + 1, 'new', n, timestamp '2026-01-01' + n * interval '1 minute'
from generate_series(1, 1000) n;

create function new_code() returns text language sql volatile as $$
    select lpad(floor(random() * 1000000)::text, 6, '0')
$$;
