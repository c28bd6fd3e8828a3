alter table orders add constraint orders_status_present check (status is not null) not valid;
