-- slipway: backfill key=id
update customers set token = gen_random_uuid() where token is null;
