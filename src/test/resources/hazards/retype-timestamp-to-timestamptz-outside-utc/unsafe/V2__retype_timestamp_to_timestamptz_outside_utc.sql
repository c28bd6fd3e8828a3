set local timezone = 'Europe/Berlin';
alter table orders alter column placed_at type timestamptz;
