-- slipway: backfill key=id
update orders set code = new_code() where code is null;
