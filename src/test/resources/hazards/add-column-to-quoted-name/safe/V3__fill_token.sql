-- slipway: backfill key="Item Id"
update "Shop"."Order Items" set "Token" = gen_random_uuid() where "Token" is null;
