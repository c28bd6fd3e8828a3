drop index if exists billing.invoices_paid;
