-- slipway: backfill key=id
update orders set changed_at = now() where changed_at is null;
