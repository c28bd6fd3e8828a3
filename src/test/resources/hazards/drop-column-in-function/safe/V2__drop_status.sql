-- slipway: allow drop-column: no version reads it since 2.3
select drop_column('orders', 'status');
