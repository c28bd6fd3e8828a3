create table products (id bigint primary key, tags varchar(20)[]);
insert into products select n, array['a', 'b'] from generate_series(1, 1000) n;
