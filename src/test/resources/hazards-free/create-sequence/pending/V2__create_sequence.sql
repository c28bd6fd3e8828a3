create sequence invoice_number;
select setval('invoice_number', 1000);
