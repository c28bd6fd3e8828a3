create index invoices_number on invoices (number);
