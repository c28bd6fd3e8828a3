alter table customers add constraint customers_email_once unique nulls not distinct (email);
