drop sequence invoice_number;
