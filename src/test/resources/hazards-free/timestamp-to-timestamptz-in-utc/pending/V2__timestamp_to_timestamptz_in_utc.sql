set local timezone = 'UTC';
alter table orders alter column placed_at type timestamptz;
