-- slipway: backfill key=id
update products set attributes_binary = attributes::jsonb where attributes_binary is null;
