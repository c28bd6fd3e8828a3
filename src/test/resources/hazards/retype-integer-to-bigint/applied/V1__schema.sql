create table events (id bigint primary key, visitor integer);
insert into events select n, n from generate_series(1, 1000) n;
