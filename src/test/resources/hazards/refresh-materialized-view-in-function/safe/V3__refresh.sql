select refresh_totals();
