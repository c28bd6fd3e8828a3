-- slipway: backfill key=id
update emails set content = body where content is null;
