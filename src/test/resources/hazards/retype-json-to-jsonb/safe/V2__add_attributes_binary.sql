alter table products add column attributes_binary jsonb;
