alter table invoices_de add constraint only_de check (country = 'de') not valid;
