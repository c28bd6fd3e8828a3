create view order_statuses as select id, status from orders;
