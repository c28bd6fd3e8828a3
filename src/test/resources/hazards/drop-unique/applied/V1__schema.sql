create table customers (id bigint primary key, email text constraint customers_email_once unique);
