-- slipway: backfill key=id
update countries set code_varying = code where code_varying is null;
