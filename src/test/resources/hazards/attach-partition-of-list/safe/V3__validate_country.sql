alter table invoices_de validate constraint only_de;
