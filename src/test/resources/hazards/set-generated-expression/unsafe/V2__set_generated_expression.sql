alter table products alter column gross set expression as (net * 1.19);
