-- slipway: backfill key=id
update files set size_oid = size where size_oid is null;
