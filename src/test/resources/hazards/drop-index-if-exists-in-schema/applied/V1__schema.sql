create schema billing;
create table billing.invoices (id bigint primary key, paid boolean);
create index invoices_paid on billing.invoices (paid);
