-- slipway: allow drop-table: no version reads it since 2.3
drop table customers;
