-- Such an index cannot be built concurrently. A new table has it from the beginning.
create table bookings_apart (
    id bigint primary key,
    during tsrange not null,
    constraint bookings_apart_during exclude using gist (during with &&)
);
