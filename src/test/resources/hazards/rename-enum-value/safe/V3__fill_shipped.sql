-- slipway: backfill key=id
update orders set status = 'shipped' where status = 'sent';
