create table messages (id bigint primary key, body text);
create table emails (subject text, primary key (id)) inherits (messages);
insert into messages select n, 'm' || n from generate_series(1, 500) n;
insert into emails select n, 'e' || n, 's' from generate_series(501, 1000) n;
