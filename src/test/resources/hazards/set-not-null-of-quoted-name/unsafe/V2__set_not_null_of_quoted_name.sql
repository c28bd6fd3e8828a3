alter table "Shop"."Customer" alter column "Name" set not null;
