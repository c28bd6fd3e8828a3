alter table products validate constraint products_code_short;
