create table messages (id bigint primary key, body text);
create table emails (subject text, primary key (id)) inherits (messages);
