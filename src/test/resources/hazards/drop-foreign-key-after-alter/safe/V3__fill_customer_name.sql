-- slipway: backfill key=id
update orders set customer_name = name from customers where customers.id = customer;
