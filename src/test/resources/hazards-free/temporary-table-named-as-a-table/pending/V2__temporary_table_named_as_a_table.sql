create temporary table orders (id bigint, note text) on commit drop;
insert into pg_temp.orders select n from generate_series(1, 1000) n;
update orders set note = 'x';
alter table orders alter column note set not null;
drop table orders;
