comment on table orders is 'what was bought';
comment on column orders.status is 'new, paid or sent';
