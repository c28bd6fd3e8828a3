-- slipway: backfill key=id
update products set code_text = code::text where code_text is null;
