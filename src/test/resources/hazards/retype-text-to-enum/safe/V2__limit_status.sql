alter table orders add constraint orders_status_known check (status in ('new', 'paid', 'sent')) not valid;
