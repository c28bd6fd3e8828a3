alter table customers add column order_count bigint;
create table order_report as select status, count(*) from orders group by status;
