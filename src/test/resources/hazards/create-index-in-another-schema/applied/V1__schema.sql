create schema billing;
create table billing.invoices (id bigint primary key, paid boolean);
insert into billing.invoices select n, true from generate_series(1, 1000) n;
