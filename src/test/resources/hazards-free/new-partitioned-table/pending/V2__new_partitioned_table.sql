create table visits (id bigint not null, day date not null, primary key (id, day)) partition by range (day);
create table visits_2026 partition of visits for values from ('2026-01-01') to ('2027-01-01');
create table visits_rest partition of visits default;
create index visits_day on visits (day);
