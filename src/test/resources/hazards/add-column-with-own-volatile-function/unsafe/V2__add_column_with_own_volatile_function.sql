alter table orders add column code text default new_code();
