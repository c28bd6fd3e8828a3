drop materialized view order_totals;
