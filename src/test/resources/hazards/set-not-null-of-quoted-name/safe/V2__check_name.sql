alter table "Shop"."Customer" add constraint "Name present" check ("Name" is not null) not valid;
