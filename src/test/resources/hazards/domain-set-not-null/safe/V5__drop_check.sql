alter table customers drop constraint customers_address_present;
