create domain email as text;
create table customers (id bigint primary key, address email);
insert into customers select n, 'a@b' from generate_series(1, 1000) n;
