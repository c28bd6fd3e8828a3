alter table products alter column attributes type jsonb;
