-- slipway: backfill key=id
update orders set state = status where state is null;
