-- One customer, and every address with it.
delete from customers where id = 1;
