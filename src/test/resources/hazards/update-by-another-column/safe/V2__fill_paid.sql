-- slipway: backfill key=id
update orders set paid = true where status = 'new';
