create table documents (id bigint primary key, tags jsonb);
insert into documents select n, '["a"]' from generate_series(1, 1000) n;
