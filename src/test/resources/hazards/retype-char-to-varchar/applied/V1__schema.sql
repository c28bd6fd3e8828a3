create table countries (id bigint primary key, code char(10));
insert into countries select n, 'c' || n from generate_series(1, 200) n;
