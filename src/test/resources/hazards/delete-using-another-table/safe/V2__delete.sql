-- slipway: backfill key=id
delete from orders using customers c where c.id = orders.customer and c.name like '%1%';
