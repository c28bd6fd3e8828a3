create table measurements (id bigint not null, taken_on date not null) partition by range (taken_on);
create table measurements_2025 partition of measurements for values from ('2025-01-01') to ('2026-01-01');
insert into measurements select n, date '2025-01-01' + n % 365 from generate_series(1, 1000) n;
alter table measurements add column checked boolean;
create index measurements_id on measurements (id);
