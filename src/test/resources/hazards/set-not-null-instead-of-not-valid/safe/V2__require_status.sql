alter table orders add constraint orders_status_present not null status not valid;
