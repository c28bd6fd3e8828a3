-- slipway: backfill key=id
update orders set number = nextval('orders_number_seq') where number is null;
