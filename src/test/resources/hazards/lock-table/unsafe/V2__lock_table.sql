lock table orders;
update orders set status = 'paid' where id = 1;
