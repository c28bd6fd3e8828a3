alter table products alter column quantity type integer using quantity::integer;
