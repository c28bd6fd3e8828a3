alter table orders add column changed_at timestamptz;
alter table orders alter column changed_at set default clock_timestamp();
