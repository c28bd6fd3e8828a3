-- slipway: backfill key=id
update products set tags_text = tags where tags_text is null;
