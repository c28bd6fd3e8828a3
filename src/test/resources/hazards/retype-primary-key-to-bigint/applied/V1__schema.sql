create table events (id serial primary key, visitor integer);
create table event_notes (event integer references events (id), note text);
insert into events (visitor) select n from generate_series(1, 1000) n;
insert into event_notes select n, 'note' from generate_series(1, 100) n;
