create schema "Shop";
create table "Shop"."Customer" ("Id" bigint primary key, "Name" text);
insert into "Shop"."Customer" select n, 'n' from generate_series(1, 1000) n;
