-- slipway: backfill key=id
update products set attributes_json = attributes::jsonb where attributes_json is null;
