-- slipway: backfill key=id
update products set quantity_number = quantity::integer where quantity_number is null;
