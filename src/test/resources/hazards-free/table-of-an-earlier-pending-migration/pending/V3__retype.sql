alter table invoices alter column number type bigint;
