alter table products alter column code type text;
