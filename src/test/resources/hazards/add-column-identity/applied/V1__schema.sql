create table readings (
    device bigint not null,
    taken_at timestamptz not null,
    primary key (device, taken_at)
);
insert into readings select n, now() from generate_series(1, 1000) n;
