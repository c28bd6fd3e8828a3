alter table products add column code_text text;
