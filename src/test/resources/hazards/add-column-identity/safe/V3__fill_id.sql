-- slipway: backfill key=device
update readings set id = nextval('readings_id_seq') where id is null;
