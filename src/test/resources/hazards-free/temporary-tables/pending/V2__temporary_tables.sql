create temporary table chosen (id bigint) on commit drop;
insert into chosen select n from generate_series(1, 5) n;
create index on chosen (id);
alter table chosen add column token uuid default gen_random_uuid();
update orders set status = 'paid' where id in (1, 2, 3);
truncate chosen;
