create materialized view order_totals as select customer, sum(total) as total from orders group by customer with no data;
create unique index order_totals_customer on order_totals (customer);
refresh materialized view order_totals;
