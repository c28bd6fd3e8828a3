create table communities (id bigint primary key, description text, sidebar text);
