-- slipway: backfill key=id
update products set gross_19 = net * 1.19 where gross_19 is null;
