-- slipway: allow drop-primary-key: the table has been read-only since 2.3
alter table orders drop constraint orders_pkey;
