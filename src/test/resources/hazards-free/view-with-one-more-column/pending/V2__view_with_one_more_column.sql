create or replace view order_list as select id, status, total from orders;
