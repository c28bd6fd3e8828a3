-- slipway: backfill key=id
update orders set total_cents = (total * 100)::bigint where total_cents is null;
