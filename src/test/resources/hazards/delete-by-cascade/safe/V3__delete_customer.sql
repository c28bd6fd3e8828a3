delete from customers where id = 1;
