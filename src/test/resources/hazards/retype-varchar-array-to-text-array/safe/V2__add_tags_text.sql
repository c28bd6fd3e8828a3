alter table products add column tags_text text[];
