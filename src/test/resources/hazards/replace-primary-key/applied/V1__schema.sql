create table readings (id bigint primary key, device bigint not null, number bigint not null);
insert into readings select n, 1, n from generate_series(1, 1000) n;
