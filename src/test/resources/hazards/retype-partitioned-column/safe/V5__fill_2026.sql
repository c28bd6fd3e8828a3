-- slipway: backfill key=id
update measurements_2026 set value_big = value where value_big is null;
