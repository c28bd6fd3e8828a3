alter table "Shop"."Customer" drop column "Name";
