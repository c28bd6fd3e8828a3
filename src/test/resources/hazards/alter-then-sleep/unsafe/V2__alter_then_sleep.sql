alter table orders add column paid boolean;
select pg_sleep(1);
