alter table products alter column attributes type jsonb using attributes::jsonb;
