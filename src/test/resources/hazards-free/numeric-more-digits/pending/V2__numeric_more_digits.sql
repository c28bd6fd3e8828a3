alter table orders alter column total type numeric(20, 2);
