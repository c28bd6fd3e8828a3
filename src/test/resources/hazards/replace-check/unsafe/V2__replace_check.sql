alter table orders
    drop constraint orders_status_known,
    add constraint orders_status_known check (status in ('new', 'paid', 'sent'));
