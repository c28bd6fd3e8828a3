-- slipway: allow drop-view: no version reads it since 2.3
drop view open_orders;
