create table messages (id bigint primary key, body text);
create table emails (subject text) inherits (messages);
insert into emails select n, 'e' || n, 's' from generate_series(1, 1000) n;
