create table invoices (id bigint generated always as identity primary key, number integer, total numeric);
insert into invoices (number, total) select n, n from generate_series(1, 1000) n;
