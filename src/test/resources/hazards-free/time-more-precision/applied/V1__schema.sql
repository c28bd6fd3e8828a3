create table shifts (id bigint primary key, begins timestamp(0));
insert into shifts select n, now() from generate_series(1, 1000) n;
