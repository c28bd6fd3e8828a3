-- slipway: backfill key=id
update orders set total_exact = total where total_exact is null;
