create table measurements (id bigint not null, taken_on date not null) partition by range (taken_on);
create table measurements_2025 partition of measurements for values from ('2025-01-01') to ('2026-01-01');
insert into measurements select n, date '2025-01-01' + n % 365 from generate_series(1, 1000) n;

create table measurements_rest partition of measurements default;
insert into measurements select n, date '2027-01-01' + n % 365 from generate_series(1, 1000) n;
