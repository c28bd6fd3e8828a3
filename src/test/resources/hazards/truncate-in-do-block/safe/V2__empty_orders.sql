-- slipway: backfill key=id
delete from orders;
