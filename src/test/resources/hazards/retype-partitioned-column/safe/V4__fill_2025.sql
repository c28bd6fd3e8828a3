-- slipway: backfill key=id
update measurements_2025 set value_big = value where value_big is null;
