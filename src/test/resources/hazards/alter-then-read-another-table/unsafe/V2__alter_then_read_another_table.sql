alter table orders add column customer_count bigint;
create table customer_report as select name, count(*) from customers group by name;
