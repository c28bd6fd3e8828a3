create table invoices (id bigint not null, country text not null) partition by list (country);
create table invoices_de (id bigint not null, country text not null);
insert into invoices_de select n, 'de' from generate_series(1, 1000) n;
