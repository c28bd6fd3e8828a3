refresh materialized view order_totals;
