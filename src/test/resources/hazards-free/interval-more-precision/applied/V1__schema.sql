create table shifts (id bigint primary key, lasts interval(2));
insert into shifts select n, interval '8 hours' from generate_series(1, 1000) n;
