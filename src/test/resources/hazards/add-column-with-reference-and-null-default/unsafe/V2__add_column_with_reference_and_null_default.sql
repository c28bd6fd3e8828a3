-- The default is named, so every row is checked, though each is null.
alter table orders add column referrer bigint default null references customers;
