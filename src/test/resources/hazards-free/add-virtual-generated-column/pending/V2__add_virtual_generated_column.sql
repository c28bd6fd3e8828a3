alter table orders add column total_cents numeric generated always as (total * 100) virtual;
