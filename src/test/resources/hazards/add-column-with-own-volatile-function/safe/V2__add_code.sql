alter table orders add column code text;
alter table orders alter column code set default new_code();
