create table files (id bigint primary key, size integer);
insert into files select n, n from generate_series(1, 1000) n;
