-- slipway: backfill key=id batch=100
update orders set status = 'paid' where status = 'new';
