-- slipway: backfill key=id
delete from customers;
