-- slipway: allow drop-column: no version reads it since 2.3
alter table orders drop column status;
