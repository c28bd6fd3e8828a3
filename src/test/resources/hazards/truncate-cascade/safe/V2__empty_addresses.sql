-- slipway: backfill key=id
delete from addresses;
