insert into orders (customer, status) values (1, 'new'), (2, 'new');
