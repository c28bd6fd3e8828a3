create table countries (code text primary key, name text);
insert into countries select n::text, n::text from generate_series(1, 200) n;
