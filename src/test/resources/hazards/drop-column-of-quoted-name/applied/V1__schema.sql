create schema "Shop";
create table "Shop"."Customer" ("Id" bigint primary key, "Name" text);
