alter table customers add constraint customers_email_once exclude using btree (lower(email) with =);
