with old as (select id from orders where paid is null)
update orders set paid = false from old where old.id = orders.id;
