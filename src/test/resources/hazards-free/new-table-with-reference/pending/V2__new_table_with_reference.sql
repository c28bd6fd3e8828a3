create table invoices (id bigint primary key, customer bigint not null references customers);
