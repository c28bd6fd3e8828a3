create table measurements (id bigint not null, taken_on date not null) partition by range (taken_on);
create table old_measurements (id bigint not null, taken_on date not null);
insert into old_measurements select n, date '2025-01-01' + n % 365 from generate_series(1, 1000) n;
