-- slipway: backfill key=id
update only messages set token = gen_random_uuid() where token is null;
