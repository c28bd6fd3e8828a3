-- slipway: backfill key=id
update emails set token = gen_random_uuid() where token is null;
