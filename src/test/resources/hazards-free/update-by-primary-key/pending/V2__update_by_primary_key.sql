update orders set status = 'paid' where id = 7;
update orders set status = 'sent' where id in (8, 9);
