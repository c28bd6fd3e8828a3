alter table customers add constraint customers_address_present check (address is not null) not valid;
