-- slipway: backfill key=id
update orders set changed_at = clock_timestamp() where changed_at is null;
