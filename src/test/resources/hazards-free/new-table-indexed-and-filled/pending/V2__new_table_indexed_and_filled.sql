create table invoices (id bigint generated always as identity primary key, order_number bigint, token uuid, total numeric);
insert into invoices (order_number, total) select n, n from generate_series(1, 1000) n;
alter table invoices add column code uuid default gen_random_uuid();
alter table invoices alter column total set not null;
alter table invoices add constraint total_positive check (total > 0);
create index invoices_order on invoices (order_number);
update invoices set token = gen_random_uuid();
