create table measurements (id bigint, taken_on date not null, value integer, primary key (id, taken_on))
    partition by range (taken_on);
create table measurements_2025 partition of measurements for values from ('2025-01-01') to ('2026-01-01');
create table measurements_2026 partition of measurements for values from ('2026-01-01') to ('2027-01-01');
insert into measurements select n, date '2025-06-01' + n, n from generate_series(1, 500) n;
