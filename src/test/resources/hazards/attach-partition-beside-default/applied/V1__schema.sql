create table measurements (id bigint not null, taken_on date not null) partition by range (taken_on);
create table old_measurements (id bigint not null, taken_on date not null);
insert into old_measurements select n, date '2025-01-01' + n % 365 from generate_series(1, 1000) n;

create table measurements_rest partition of measurements default;
insert into measurements select n, date '2026-01-01' + n % 365 from generate_series(1, 1000) n;
alter table old_measurements add constraint in_2025 check (taken_on >= date '2025-01-01' and taken_on < date '2026-01-01');
