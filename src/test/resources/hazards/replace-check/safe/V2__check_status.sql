alter table orders add constraint orders_status_known_2 check (status in ('new', 'paid', 'sent')) not valid;
