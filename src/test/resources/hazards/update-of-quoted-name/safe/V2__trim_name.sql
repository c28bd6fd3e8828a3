-- slipway: backfill key="Id"
update "Shop"."Customer" set "Name" = trim("Name");
