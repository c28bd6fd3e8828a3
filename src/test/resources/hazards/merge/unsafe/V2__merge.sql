merge into orders using (select id from orders where paid is null) old on old.id = orders.id
when matched then update set paid = false;
