-- slipway: backfill key=id
update events set visitor_big = visitor where visitor_big is null;
