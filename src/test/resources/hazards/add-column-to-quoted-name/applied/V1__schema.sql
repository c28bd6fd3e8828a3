create schema "Shop";
create table "Shop"."Order Items" ("Item Id" bigint primary key, "Order" bigint);
insert into "Shop"."Order Items" select n, n from generate_series(1, 1000) n;
