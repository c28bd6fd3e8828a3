create sequence invoice_number;
