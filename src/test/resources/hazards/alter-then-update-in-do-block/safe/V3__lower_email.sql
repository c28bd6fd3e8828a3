-- slipway: backfill key=id
update customers set email = lower(email);
