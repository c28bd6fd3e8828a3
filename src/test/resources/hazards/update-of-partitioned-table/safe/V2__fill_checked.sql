-- slipway: backfill key=id
update measurements set checked = false;
