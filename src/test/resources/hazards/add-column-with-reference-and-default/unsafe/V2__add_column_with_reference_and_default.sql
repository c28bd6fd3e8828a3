alter table orders add column warehouse bigint default 1 references warehouses;
