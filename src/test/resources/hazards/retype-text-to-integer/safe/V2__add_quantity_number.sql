alter table products add column quantity_number integer;
