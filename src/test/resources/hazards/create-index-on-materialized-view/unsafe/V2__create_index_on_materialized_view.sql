create index order_totals_total on order_totals (total);
