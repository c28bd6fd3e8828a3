alter table invoices rename column total to amount;
