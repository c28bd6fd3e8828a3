create statistics orders_status_customer on status, customer from orders;
