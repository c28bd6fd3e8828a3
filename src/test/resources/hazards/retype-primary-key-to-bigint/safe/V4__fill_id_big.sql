-- slipway: backfill key=id
update events set id_big = id where id_big is null;
