alter table orders add column placed_at_tz timestamptz;
