alter table "Shop"."Customer" drop constraint "Name present";
