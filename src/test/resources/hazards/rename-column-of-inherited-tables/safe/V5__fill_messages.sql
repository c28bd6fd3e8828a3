-- slipway: backfill key=id
update only messages set content = body where content is null;
