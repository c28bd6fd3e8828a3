alter table products add column gross_19 numeric(10, 2);
