delete from orders where id = 7;
