alter table customers add constraint customers_email_once unique (email);
