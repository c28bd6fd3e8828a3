create index invoices_paid on billing.invoices (paid);
