create table "OrderItems" ("Id" bigint primary key, "OrderId" bigint);
insert into "OrderItems" select n, n from generate_series(1, 1000) n;
