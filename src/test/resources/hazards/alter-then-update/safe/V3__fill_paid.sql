-- slipway: backfill key=id
update orders set paid = false where paid is null;
