create table readings (id bigint, value integer);
insert into readings select n, n from generate_series(1, 1000) n;

create unique index readings_id on readings (id);
