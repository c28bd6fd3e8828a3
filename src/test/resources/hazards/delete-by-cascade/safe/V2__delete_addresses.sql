-- slipway: backfill key=id
delete from addresses where customer = 1;
