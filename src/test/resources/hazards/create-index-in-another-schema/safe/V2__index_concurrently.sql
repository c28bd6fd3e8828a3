create index concurrently invoices_paid on billing.invoices (paid);
