drop view order_list;
create view order_list as select id, status, upper(status) as label from orders;
