alter table orders alter column seen_at set default clock_timestamp();
