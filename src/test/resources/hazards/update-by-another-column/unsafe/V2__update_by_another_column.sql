update orders set paid = true where status = 'new';
