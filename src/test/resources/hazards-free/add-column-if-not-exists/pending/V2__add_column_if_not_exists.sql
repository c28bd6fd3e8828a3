alter table orders add column if not exists status text;
