alter table invoices attach partition invoices_de for values in ('de');
