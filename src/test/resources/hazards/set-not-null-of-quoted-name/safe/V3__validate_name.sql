alter table "Shop"."Customer" validate constraint "Name present";
