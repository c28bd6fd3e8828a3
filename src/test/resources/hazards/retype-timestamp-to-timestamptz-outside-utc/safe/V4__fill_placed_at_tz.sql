-- slipway: backfill key=id
update orders set placed_at_tz = placed_at at time zone 'Europe/Berlin' where placed_at_tz is null;
