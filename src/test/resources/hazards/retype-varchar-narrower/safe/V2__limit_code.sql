alter table products add constraint products_code_short check (char_length(code) <= 20) not valid;
