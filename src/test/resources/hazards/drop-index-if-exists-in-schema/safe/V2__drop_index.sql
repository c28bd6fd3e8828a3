drop index concurrently if exists billing.invoices_paid;
