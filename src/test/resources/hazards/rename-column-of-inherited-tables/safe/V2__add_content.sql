alter table messages add column content text;
