update orders o set email = c.email from customers c where c.id = o.customer;
