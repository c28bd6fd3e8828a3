create table networks (id bigint primary key, range cidr);
insert into networks select n, '10.0.0.0/8' from generate_series(1, 1000) n;
